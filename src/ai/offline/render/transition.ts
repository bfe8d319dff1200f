/** A picture in planes: luma at full size, both colours at half. */
export interface Planes {
  width: number
  height: number
  y: Uint8Array
  u: Uint8Array
  v: Uint8Array
}

interface Size {
  width: number
  height: number
}

/** How much larger than the video its pictures are: the zoom goes from all of it to this. */
export const ZOOM = 1.12

/** Pixels in rows of RGB to BT.601 planes, video range. Width and height are even. */
export function toPlanes(rgb: Uint8Array, { width, height }: Size): Planes {
  const quarter = (width * height) / 4
  const y = new Uint8Array(width * height)
  const u = new Uint8Array(quarter)
  const v = new Uint8Array(quarter)
  for (let i = 0, p = 0; i < y.length; i++, p += 3) {
    y[i] = (66 * rgb[p]! + 129 * rgb[p + 1]! + 25 * rgb[p + 2]! + 4224) >> 8
  }
  const next = width * 3
  for (let row = 0, i = 0; row < height; row += 2) {
    for (let p = row * next, end = p + next; p < end; p += 6, i++) {
      const r = rgb[p]! + rgb[p + 3]! + rgb[p + next]! + rgb[p + next + 3]!
      const g = rgb[p + 1]! + rgb[p + 4]! + rgb[p + next + 1]! + rgb[p + next + 4]!
      const b = rgb[p + 2]! + rgb[p + 5]! + rgb[p + next + 2]! + rgb[p + next + 5]!
      u[i] = (-38 * r - 74 * g + 112 * b + 131_584) >> 10
      v[i] = (112 * r - 94 * g - 18 * b + 131_584) >> 10
    }
  }
  return { width, height, y, u, v }
}

/** Makes the frames of a video: from the start to the end picture, while the camera moves in. */
export class Transition {
  readonly #start: Planes
  readonly #end: Planes
  readonly #mixed: Planes
  readonly #size: Size
  /** The frame drawn last, as the encoder takes it: Y, then U, then V. */
  readonly frame: Uint8Array

  constructor(start: Planes, end: Planes, size: Size) {
    this.#start = start
    this.#end = end
    this.#size = size
    this.#mixed = {
      ...start,
      y: new Uint8Array(start.y.length),
      u: new Uint8Array(start.u.length),
      v: new Uint8Array(start.v.length),
    }
    this.frame = new Uint8Array((size.width * size.height * 3) / 2)
  }

  /** Draws the frame at a time from 0 to 1. */
  draw(time: number): void {
    const source = this.#mix(time)
    const luma = this.#size.width * this.#size.height
    // A camera that eases: slow at both ends.
    const scale = 1 + (ZOOM - 1) * smooth(time)
    const whole = { width: source.width, height: source.height }
    const full = { from: whole, to: this.#size, scale }
    const half = { from: halved(whole), to: halved(this.#size), scale }
    resample(source.y, this.frame.subarray(0, luma), full)
    resample(source.u, this.frame.subarray(luma, luma * 1.25), half)
    resample(source.v, this.frame.subarray(luma * 1.25), half)
  }

  /** The first quarter shows the start picture, the last the end picture. */
  #mix(time: number): Planes {
    const share = Math.round(256 * smooth(Math.min(1, Math.max(0, time * 2 - 0.5))))
    if (share === 0) return this.#start
    if (share === 256) return this.#end
    blend(this.#start.y, this.#end.y, share, this.#mixed.y)
    blend(this.#start.u, this.#end.u, share, this.#mixed.u)
    blend(this.#start.v, this.#end.v, share, this.#mixed.v)
    return this.#mixed
  }
}

function halved({ width, height }: Size): Size {
  return { width: width / 2, height: height / 2 }
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t)
}

function blend(a: Uint8Array, b: Uint8Array, share: number, to: Uint8Array): void {
  const rest = 256 - share
  for (let i = 0; i < to.length; i++) to[i] = (a[i]! * rest + b[i]! * share) >> 8
}

interface View {
  from: Size
  to: Size
  scale: number
}

/** Fills `to` from the middle of `from`, between neighbours by 8-bit weights: no jumps in a slow zoom. */
function resample(from: Uint8Array, to: Uint8Array, view: View): void {
  const xs = positions(view.from.width, view.to.width, view.scale)
  const ys = positions(view.from.height, view.to.height, view.scale)
  const stride = view.from.width
  let o = 0
  for (const position of ys) {
    const upper = (position >> 8) * stride
    const lower = upper + stride
    const wy = position & 255
    for (let x = 0; x < xs.length; x++) {
      const i = xs[x]! >> 8
      const wx = xs[x]! & 255
      const top = from[upper + i]! * (256 - wx) + from[upper + i + 1]! * wx
      const bottom = from[lower + i]! * (256 - wx) + from[lower + i + 1]! * wx
      to[o++] = (top * (256 - wy) + bottom * wy) >> 16
    }
  }
}

/** Where each sample is read, in 256ths, always with a neighbour to its right. */
function positions(from: number, to: number, scale: number): Int32Array {
  const span = from / scale
  const offset = (from - span) / 2
  return Int32Array.from({ length: to }, (_, i) => {
    const at = offset + ((i + 0.5) * span) / to - 0.5
    return Math.round(Math.min(Math.max(at, 0), from - 1.005) * 256)
  })
}
