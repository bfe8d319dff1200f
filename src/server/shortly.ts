/** Asks once for all who ask within a time; a failure is not kept. */
export function shortly<T>(keptMs: number, ask: () => Promise<T>): () => Promise<T> {
  let kept: { promise: Promise<T>; atMs: number } | undefined
  return () => {
    const nowMs = performance.now()
    if (kept && nowMs - kept.atMs < keptMs) return kept.promise
    const promise = ask()
    const asked = { promise, atMs: Infinity }
    kept = asked
    promise.then(
      () => (asked.atMs = performance.now()),
      () => (asked.atMs = -Infinity),
    )
    return promise
  }
}
