/**
 * US dollars as whole micro-dollars; null where the amount is finer than one. A number of dollars
 * is the nearest double of what was written, and so is micros / 1e6 of the same amount: equal means
 * that nothing was lost, without a trace of float dust.
 */
export function microsOfUsd(usd: number): number | null {
  const micros = Math.round(usd * 1_000_000)
  return micros / 1_000_000 === usd ? micros : null
}
