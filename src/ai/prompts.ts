import type { ModelType } from './service.ts'

/** What a prompt is made from. */
export interface PromptSubject {
  modelType: ModelType
  name: string | null
  category: string | null
  /** The operator's own words; they take the place of the scene. */
  prompt: string | null
}

const MODEL: Record<ModelType, string> = {
  female: 'a professional female fashion model',
  male: 'a professional male fashion model',
}

const SCENE = {
  start:
    'Full-length vertical studio photograph, the model stands relaxed and faces the camera, soft even light, plain warm-grey background.',
  end: 'The same model, face, hair, light and background as in the second picture, now closer, turned three quarters, so that the details of the product are seen.',
}

/** The words that Nano Banana is sent for a frame. Picture 1 is the product, picture 2 the start frame. */
export function framePrompt(frame: 'start' | 'end', subject: PromptSubject): string {
  const scene = subject.prompt ?? SCENE.start
  return [
    `A photograph for an online shop: ${MODEL[subject.modelType]} wears or carries the product of the first picture${described(subject)}.`,
    frame === 'start' ? scene : `${scene} ${SCENE.end}`,
    "Keep the product's shape, colour, material and print exactly as they are. No text, no logo, no second person.",
  ].join(' ')
}

/** The words that Pika is sent for the transition. */
export function videoPrompt(subject: PromptSubject): string {
  return [
    `A smooth, natural transition from the first to the second frame: ${MODEL[subject.modelType]} moves calmly and shows the product${described(subject)}.`,
    'Steady camera, no cuts, the product does not change.',
  ].join(' ')
}

function described({ name, category }: PromptSubject): string {
  const words = [name, category && `category ${category}`].filter(Boolean)
  return words.length > 0 ? ` (${words.join(', ')})` : ''
}
