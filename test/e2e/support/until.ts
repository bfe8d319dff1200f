import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for a condition; throws, saying what was waited for, when it takes too long. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + limitMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${limitMs / 1000} s`)
    await sleep(20)
  }
}
