/** Nobody answered in time. */
class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}

/**
 * The promise's outcome, if it comes within `waitMs`; else throws DeadlineError. What comes later is
 * dropped, failures too: Redis clients keep commands for as long as it is away.
 */
export async function within<T>(waitMs: number, promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new DeadlineError(`no answer within ${waitMs / 1000} seconds`))
  }, waitMs)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
