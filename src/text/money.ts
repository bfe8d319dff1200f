const MICROS = 1_000_000

/** `$1,234.5678`: four decimals, as every table and report shows money. */
export function usd(micros: number): string {
  return `$${grouped(micros, 4, 4)}`
}

/** `$5,344.00`, `$0.2336`: for sentences, where the last digits of a large sum only disturb. */
export function usdShort(micros: number): string {
  return Math.abs(micros) < MICROS ? usd(micros) : `$${grouped(micros, 2, 2)}`
}

/** `$50`, `$7.50`: for settings, as a person wrote them. */
export function usdSetting(micros: number): string {
  return micros % MICROS === 0 ? `$${grouped(micros, 0, 0)}` : usdShort(micros)
}

/** `$0.05`, `$2.5`, `$1.2k`: on an axis, whose values are round. */
export function usdTick(micros: number): string {
  const dollars = micros / MICROS
  const isLarge = dollars >= 1000
  const short = Number((isLarge ? dollars / 1000 : dollars).toPrecision(3))
  return `$${short.toLocaleString('en-US', { maximumFractionDigits: 6 })}${isLarge ? 'k' : ''}`
}

/** `1234.5678`, exact to the micro-dollar, for other programs. */
export function usdPlain(micros: number): string {
  const [whole, decimals = ''] = (micros / MICROS).toFixed(6).split('.')
  return `${whole}.${decimals.slice(0, 4)}${decimals.slice(4).replace(/0+$/, '')}`
}

/** `20,000`. */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** `1 job`, `20,000 jobs`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

function grouped(micros: number, minimum: number, maximum: number): string {
  return (micros / MICROS).toLocaleString('en-US', {
    minimumFractionDigits: minimum,
    maximumFractionDigits: maximum,
  })
}
