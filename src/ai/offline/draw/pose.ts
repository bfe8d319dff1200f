import type { ModelType } from '../../service.ts'

/** A point of the scene, which is 480 wide and 854 high. */
type Point = [x: number, y: number]

/** A limb from the body outwards: shoulder, elbow, hand, or hip, knee, ankle. */
export type Limb = [Point, Point, Point]

/** Half widths of the body, in units of the scene. */
export interface Build {
  shoulder: number
  waist: number
  hip: number
  arm: number
  leg: number
}

/** Where the joints are. Left and right as we see them. */
export interface Pose {
  /** How far the head leans, in degrees. */
  lean: number
  leftArm: Limb
  rightArm: Limb
  leftLeg: Limb
  rightLeg: Limb
}

export const BUILDS: Readonly<Record<ModelType, Build>> = {
  female: { shoulder: 58, waist: 38, hip: 56, arm: 23, leg: 40 },
  male: { shoulder: 79, waist: 58, hip: 57, arm: 31, leg: 47 },
}

/** Start: at ease, a hand on the hip. End: a step aside, an arm raised. */
export function poseOf(frame: 'start' | 'end', { shoulder, hip }: Build): Pose {
  const left = 240 - shoulder + 6
  const right = 240 + shoulder - 6
  const hips: [Point, Point] = [
    [240 - hip / 2, 440],
    [240 + hip / 2, 440],
  ]
  if (frame === 'start') {
    return {
      lean: -3,
      leftArm: [
        [left, 238],
        [left - 26, 338],
        [left - 18, 430],
      ],
      rightArm: [
        [right, 238],
        [right + 52, 330],
        [240 + hip + 2, 408],
      ],
      leftLeg: [hips[0], [208, 592], [204, 742]],
      rightLeg: [hips[1], [270, 592], [278, 742]],
    }
  }
  return {
    lean: 5,
    leftArm: [
      [left, 238],
      [left - 58, 300],
      [left - 44, 196],
    ],
    rightArm: [
      [right, 238],
      [right + 34, 334],
      [right + 58, 428],
    ],
    leftLeg: [hips[0], [200, 590], [180, 738]],
    rightLeg: [hips[1], [282, 588], [304, 742]],
  }
}
