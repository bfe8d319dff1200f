/** Exact arithmetic for amounts that come as decimals: floats would leave dust in the books. */

const MICRO_DIGITS = 6

/**
 * The product of decimals in US dollars, as micro-dollars rounded up to a whole one. Throws RangeError
 * for what is no plain decimal.
 */
export function productMicros(...factors: (number | string)[]): number {
  let digits = 1n
  let places = 0
  for (const factor of factors) {
    const parsed = parse(factor)
    digits *= parsed.digits
    places += parsed.places
  }
  const scale = 10n ** BigInt(Math.max(0, places - MICRO_DIGITS))
  const raised = digits * 10n ** BigInt(Math.max(0, MICRO_DIGITS - places))
  return Number((raised + scale - 1n) / scale)
}

function parse(factor: number | string): { digits: bigint; places: number } {
  const [, whole, fraction = '', exponent = '0'] =
    /^\s*(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,2}))?\s*$/i.exec(String(factor)) ?? []
  if (whole === undefined) throw new RangeError(`${factor} is no amount`)
  const places = fraction.length - Number(exponent)
  const digits = BigInt(whole + fraction)
  return places >= 0 ? { digits, places } : { digits: digits * 10n ** BigInt(-places), places: 0 }
}
