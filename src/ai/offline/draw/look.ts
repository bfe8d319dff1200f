import { createHash } from 'node:crypto'

/** Everything about a scene that start and end frame share. */
export interface Look {
  /** Two tones of the studio's wall, light above. */
  wall: [string, string]
  floor: string
  skin: string
  hair: string
  top: string
  trousers: string
  /** 0 to 2: which of the hair cuts. */
  hairCut: number
}

const WALLS: [string, string][] = [
  ['#f4ece4', '#e3d3c4'],
  ['#eaf0f2', '#c9d8de'],
  ['#f3e9ec', '#dfc7ce'],
  ['#edf1e6', '#cfdac0'],
  ['#f0eef6', '#d3cde3'],
  ['#f6f0dd', '#e6d8b2'],
]
const SKINS = ['#f3cfb3', '#e3b08c', '#c78d63', '#9a6542', '#6f4630']
const HAIRS = ['#1f1a18', '#3b2a20', '#6b4226', '#a8713a', '#8a3b22', '#4a4a52']
const TOPS = ['#fbfaf7', '#e9e6df', '#cfd4d8', '#2f333a']
const TROUSERS = ['#2b2f38', '#3f4a5c', '#5b5148', '#7b7f86']

/** The look that a seed stands for. */
export function lookOf(seed: number): Look {
  const dice = createHash('sha256').update(`look:${seed}`).digest()
  const pick = <T>(choices: readonly T[], roll: number): T =>
    choices[dice.readUInt16BE(roll * 2) % choices.length] as T
  const wall = pick(WALLS, 0)
  return {
    wall,
    floor: wall[1],
    skin: pick(SKINS, 1),
    hair: pick(HAIRS, 2),
    top: pick(TOPS, 3),
    trousers: pick(TROUSERS, 4),
    hairCut: pick([0, 1, 2], 5),
  }
}

const MARK = /vidgen offline look (-?\d+)/

/** Written into a frame's EXIF, so that the end frame can show the person of the start frame. */
export function lookMark(seed: number): string {
  return `vidgen offline look ${seed}`
}

/** The seed of the look that a frame was drawn with; null in a picture that is not ours. */
export function readLookMark(exif: Buffer | undefined): number | null {
  const found = MARK.exec(exif?.toString('latin1') ?? '')
  return found ? Number(found[1]) : null
}
