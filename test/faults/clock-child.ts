/**
 * Preloaded into a `vidgen` process (`--import`): its clock is `CLOCK_AHEAD_MS` ahead of this machine's,
 * so that a run can pass a midnight, or find that a lease ran out, without waiting for either. The
 * clock that nobody sets (performance.now) stays as it is.
 */
const aheadMs = Number(process.env['CLOCK_AHEAD_MS'] ?? 0)
const Real = globalThis.Date

class Ahead extends Real {
  constructor(...given: [] | [number | string | Date]) {
    if (given.length === 0) super(Real.now() + aheadMs)
    else super(...(given as [number]))
  }

  static override now(): number {
    return Real.now() + aheadMs
  }
}

// Dates of native modules are the real ones: they are dates all the same.
Object.defineProperty(Ahead, Symbol.hasInstance, { value: (value: unknown) => isDate(value) })
globalThis.Date = Ahead as DateConstructor

function isDate(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Date]'
}
