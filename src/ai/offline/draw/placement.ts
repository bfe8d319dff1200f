import type { Pose } from './pose.ts'

/** Where the product goes in the scene, and what the close-up shows. */
export interface Placement {
  /** Middle of the product, or of its upper edge where it hangs. */
  x: number
  y: number
  hangs: boolean
  /** The square it fits into. */
  size: number
  /** Where the camera of the end frame looks, and how close it goes. */
  camera: { x: number; y: number; zoom: number }
}

/** The first word of the prompt that names a kind of product decides how it is worn. */
const KINDS: [RegExp, (pose: Pose) => Placement][] = [
  [/\b(shoes?|sneakers?|boots?|loafers?|heels?|sandals?)\b|신발|운동화|구두|부츠|샌들/i, onFeet],
  [/\b(watch|watches|bracelets?|rings?)\b|시계|팔찌|반지/i, onWrist],
  [/\b(bags?|totes?|backpacks?|purses?|clutch)\b|가방|백팩|토트백|지갑/i, inHand],
  [/\b(sunglasses|glasses|eyewear)\b|안경|선글라스/i, onEyes],
  [/\b(jeans|trousers|pants|skirts?|shorts|leggings)\b|바지|청바지|치마|스커트|레깅스/i, onLegs],
  [/\b(dress|dresses|coats?|gown)\b|원피스|드레스|코트/i, onBody],
]

/** Finds out from the prompt how the product is worn; a top where it does not say. */
export function placementOf(prompt: string, pose: Pose): Placement {
  const named = KINDS.map(([words, place]) => ({ at: prompt.search(words), place }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)
  return (named[0]?.place ?? onTorso)(pose)
}

function onTorso(pose: Pose): Placement {
  const size = 114 + 1.42 * shoulders(pose)
  return { x: 240, y: 206, hangs: true, size, camera: { x: 240, y: 290, zoom: 1.55 } }
}

function onBody(pose: Pose): Placement {
  const size = 330 + 0.76 * shoulders(pose)
  return { x: 240, y: 204, hangs: true, size, camera: { x: 240, y: 375, zoom: 1.35 } }
}

function onLegs(): Placement {
  return { x: 240, y: 400, hangs: true, size: 362, camera: { x: 240, y: 530, zoom: 1.4 } }
}

function onFeet(pose: Pose): Placement {
  const [left, right] = [pose.leftLeg[2], pose.rightLeg[2]]
  const x = (left[0] + right[0]) / 2
  return { x, y: 724, hangs: false, size: 180, camera: { x, y: 640, zoom: 1.9 } }
}

function onWrist(pose: Pose): Placement {
  const [x, y] = pose.rightArm[2]
  return { x, y: y - 16, hangs: false, size: 96, camera: { x: x - 44, y: y - 40, zoom: 2.1 } }
}

function onEyes(): Placement {
  return { x: 240, y: 142, hangs: false, size: 84, camera: { x: 240, y: 214, zoom: 2.2 } }
}

function inHand(pose: Pose): Placement {
  const [x, y] = pose.rightArm[2]
  return { x: x + 6, y: y - 8, hangs: true, size: 180, camera: { x: x - 60, y: y - 10, zoom: 1.5 } }
}

/** From one shoulder joint to the other: what is worn above is cut to it. */
function shoulders({ leftArm, rightArm }: Pose): number {
  return rightArm[0][0] - leftArm[0][0]
}
