/**
 * The prompts that vidgen brings along; `examples/prompts.yaml` has the same words, held together
 * by a test. Every sentence has its reason: image models drift from a product unless shape,
 * material, print and label are named, invent people and letters unless told not to, and keep a face
 * only when told which picture it is in. Pika changes what it isn't told to hold.
 */
import { bagWords, clothesWords, otherWords, shoeWords, watchWords } from './words.ts'
import type { PromptTexts } from './texts.ts'

const STUDIO =
  'a bright photo studio with a plain, seamless, warm-grey background and soft, even light from the front left'

const PHOTOGRAPH =
  'Create one photorealistic, vertical 9:16 studio photograph for an online shop. Scene: {scene}.'

const NEXT_PHOTOGRAPH =
  'Create the next photorealistic, vertical 9:16 photograph of the same shoot. Picture 1 is the product: {name} (category: {category}). Picture 2 is the photograph taken a moment before. Scene, as in picture 2: {scene}.'

const NOTHING_ELSE =
  'Take over nothing else from picture 1: no hanger, mannequin, person, background or text around the product. Exactly one person, natural skin, correct hands and limbs. No added text, logo, watermark, border or collage.'

const STILL_NOTHING_ELSE =
  'Exactly one person, natural skin, correct hands and limbs. No added text, logo, watermark, border or collage.'

const ONE_TAKE =
  'One continuous take, smooth slow camera, no cuts, no flicker, no morphing. Person, outfit, light and background stay the same; no text, no other people.'

export const defaultPrompts: PromptTexts = {
  clothes: {
    words: clothesWords,
    model: {
      female: 'an adult professional female fashion model with natural make-up',
      male: 'an adult professional male fashion model with a neat, natural look',
    },
    scene: STUDIO,
    start: [
      PHOTOGRAPH,
      'It shows {model} wearing the product of picture 1: {name} (category: {category}).',
      'Full length from the hair to the shoes, the model in the middle with a little room above the head and below the feet. Unless the scene asks for another pose, the model stands relaxed, faces the camera and looks into it; arms, hair and other clothes do not cover the product.',
      'The product is exactly that of picture 1: the same shape, cut, length, collar, sleeves, colour, material, pattern, print, seams, buttons, zips and label, and it fits the body naturally. Whatever else the model wears is plain and neutral.',
      NOTHING_ELSE,
    ].join(' '),
    end: [
      NEXT_PHOTOGRAPH,
      'It shows the same person as picture 2, {model}, with the same face, hair, skin and body, in the same outfit, light and background.',
      'Another pose, closer: the camera comes nearer, so that the product fills most of the picture, and the model has turned three quarters to the side, with the weight on one leg and a slight smile.',
      'The product stays exactly that of picture 1: the same shape, cut, length, colour, material, pattern, print, seams, buttons and label, now with the weave and the details to be seen.',
      STILL_NOTHING_ELSE,
    ].join(' '),
    video: [
      'From the first frame to the last, {model} turns calmly from the front to three quarters while the camera glides closer to the product, {name}. Scene: {scene}.',
      "The fabric moves naturally with the body. The product keeps its shape, length, colour, pattern, print and label all the time; face and hair don't change.",
      ONE_TAKE,
    ].join(' '),
  },
  shoes: {
    words: shoeWords,
    model: {
      female: 'an adult female fashion model',
      male: 'an adult male fashion model',
    },
    scene: `${STUDIO}, on a smooth light floor with a faint shadow`,
    start: [
      PHOTOGRAPH,
      'It shows the legs and feet of {model}, from the knees down, wearing the shoes of picture 1: {name} (category: {category}).',
      'The camera is low, at the height of the ankles, and sees the shoes three quarters from the front; they are sharp, large and whole in the lower half of the picture. Unless the scene asks for another pose, the model stands with one foot a little ahead.',
      'A matching pair, left and right; where picture 1 has one shoe only, the other is its mirror image. The shoes are exactly those of picture 1: the same shape, toe, sole, heel height, colour, material, stitching, laces, buckles, print and label. Plain, neutral trousers or bare legs leave them free.',
      NOTHING_ELSE,
    ].join(' '),
    end: [
      NEXT_PHOTOGRAPH,
      'It shows the same legs and feet of {model} as picture 2, with the same skin, the same trousers or bare legs, light and background, from the knees down.',
      'Another pose, closer: the feet are seen from the side in the middle of a calm step, the heel of one foot lifted, and the shoes fill most of the picture.',
      'The shoes stay exactly those of picture 1, a matching pair: the same shape, toe, sole, heel height, colour, material, stitching, laces, buckles, print and label.',
      STILL_NOTHING_ELSE,
    ].join(' '),
    video: [
      'From the first frame to the last, the feet of {model} take one calm step and turn to the side while the low camera glides closer to the shoes, {name}. Scene: {scene}.',
      'The shoes keep their shape, sole, heel, colour, laces, print and label all the time and stay a matching pair; the feet stay on the floor without sliding.',
      ONE_TAKE,
    ].join(' '),
  },
  bags: {
    words: bagWords,
    model: {
      female: 'an adult professional female fashion model with natural make-up',
      male: 'an adult professional male fashion model with a neat, natural look',
    },
    scene: STUDIO,
    start: [
      PHOTOGRAPH,
      'It shows {model} carrying the product of picture 1: {name} (category: {category}), in the way it is made for: in the hand, on the shoulder, across the body or on the back, with a wallet or pouch held in the hand.',
      'From the hair to the knees, the product whole, sharp and turned to the camera. Unless the scene asks for another pose, the model stands relaxed, three quarters to the camera, and looks into it; hands, hair and clothes hide no more of the product than carrying it needs.',
      'The product is exactly that of picture 1: the same shape, proportions, size beside the body, colour, material, pattern, straps, handles, clasps, zips, hardware, stitching, print and label. The clothes are plain and neutral and set the product off.',
      NOTHING_ELSE,
    ].join(' '),
    end: [
      NEXT_PHOTOGRAPH,
      'It shows the same person as picture 2, {model}, with the same face, hair, skin and body, in the same clothes, light and background, carrying the same product.',
      'Another pose, closer: from the shoulders to the hips, the model has turned a little further, one hand rests lightly on the strap, handle or edge, and the product fills most of the picture.',
      'The product stays exactly that of picture 1: the same shape, proportions, colour, material, pattern, straps, handles, clasps, zips, hardware, stitching, print and label.',
      STILL_NOTHING_ELSE,
    ].join(' '),
    video: [
      'From the first frame to the last, {model} turns calmly and lays a hand on the product, {name}, while the camera glides closer to it. Scene: {scene}.',
      "The product swings only a little and keeps its shape, size, colour, straps, hardware, print and label all the time; face and hair don't change.",
      ONE_TAKE,
    ].join(' '),
  },
  'watches-and-jewellery': {
    words: watchWords,
    model: {
      female: 'an adult female model with well-kept hands and short, natural nails',
      male: 'an adult male model with well-kept hands and short nails',
    },
    scene: STUDIO,
    start: [
      PHOTOGRAPH,
      'It shows {model} wearing the product of picture 1: {name} (category: {category}). A close-up of the place where it is worn: the wrist for a watch or bracelet, the hand for a ring, neck and collarbone for a necklace, the ear and the side of the face for earrings.',
      'The product is in the middle, whole and tack sharp, large but true to its size on the body, with a softly blurred background. Unless the scene asks for another pose, a wrist is raised in front of the body with the dial or front turned to the camera; sleeves and hair leave the product free.',
      'The product is exactly that of picture 1: the same shape, metal, colour, finish, dial, hands, numerals, markers, crown, strap, links, clasp, stones, setting, engraving and label; the pair, if it is a pair. No other jewellery. A hand has five natural fingers.',
      NOTHING_ELSE,
    ].join(' '),
    end: [
      NEXT_PHOTOGRAPH,
      'It shows the same person and part of the body as picture 2, {model}, with the same skin, nails, hair, clothes, light and background, wearing the same product.',
      'Another pose, closer: the product has turned a few degrees, so that its side, strap, links or setting are seen and the light glides over the metal; it fills most of the picture.',
      'The product stays exactly that of picture 1: the same shape, metal, colour, finish, dial, hands at the same time, numerals, markers, crown, strap, links, clasp, stones, setting, engraving and label. No other jewellery. A hand has five natural fingers.',
      STILL_NOTHING_ELSE,
    ].join(' '),
    video: [
      'From the first frame to the last, {model} turns the product, {name}, gently to the light while the camera glides closer. Scene: {scene}.',
      'Light travels softly over metal, glass and stones. The product keeps its shape, size, dial, markers, strap, links, stones and label all the time; fingers stay natural.',
      ONE_TAKE,
    ].join(' '),
  },
  other: {
    words: otherWords,
    model: {
      female: 'an adult professional female fashion model with natural make-up',
      male: 'an adult professional male fashion model with a neat, natural look',
    },
    scene: STUDIO,
    start: [
      PHOTOGRAPH,
      'It shows {model} with the product of picture 1: {name} (category: {category}), worn, carried or held as such a product is in daily life: clothes on the body, eyewear on the face, a hat on the head, a belt around the waist, a scarf around the neck.',
      'Framed so that the product is whole, sharp and large: head and shoulders for what is worn on the head, face or neck, from the head to the hips for what is worn at the waist or held, full length for clothes. Unless the scene asks for another pose, the model is relaxed and faces the camera; nothing covers the product.',
      'The product is exactly that of picture 1: the same shape, proportions, colour, material, pattern, print, parts and label, true to its size beside the body. Whatever else the model wears is plain and neutral.',
      NOTHING_ELSE,
    ].join(' '),
    end: [
      NEXT_PHOTOGRAPH,
      'It shows the same person as picture 2, {model}, with the same face, hair, skin and body, in the same outfit, light and background, with the same product.',
      'Another pose, closer: the model has turned three quarters to the side, and the product fills most of the picture, so that its details are seen.',
      'The product stays exactly that of picture 1: the same shape, proportions, colour, material, pattern, print, parts and label.',
      STILL_NOTHING_ELSE,
    ].join(' '),
    video: [
      'From the first frame to the last, {model} turns calmly and shows the product, {name}, while the camera glides closer to it. Scene: {scene}.',
      "The product keeps its shape, size, colour, pattern, print and label all the time; face and hair don't change.",
      ONE_TAKE,
    ].join(' '),
  },
}
