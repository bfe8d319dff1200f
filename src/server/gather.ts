/** Many questions as one: whoever asks while an answer is on its way is in the next round. */
interface Asked<V> {
  promise: Promise<V>
  resolve: (value: V) => void
  reject: (error: unknown) => void
}

/** Answers a round of keys, each once; what is not in the map is answered with undefined. */
export type AskMany<K, V> = (keys: K[]) => Promise<Map<K, V>>

/**
 * One statement for all requests of a moment, and never two at once: under load rounds grow instead
 * of queueing up. An answer is always of a statement that began after the question came.
 */
export class Gather<K, V> {
  readonly #askMany: AskMany<K, V>
  readonly #most: number
  #waiting = new Map<K, Asked<V | undefined>>()
  #isAsking = false

  /** At most `most` keys a round. */
  constructor(askMany: AskMany<K, V>, most = 200) {
    this.#askMany = askMany
    this.#most = most
  }

  /** Throws what the statement of its round throws. */
  ask(key: K): Promise<V | undefined> {
    const asked = this.#waiting.get(key) ?? Promise.withResolvers<V | undefined>()
    this.#waiting.set(key, asked)
    if (!this.#isAsking) {
      this.#isAsking = true
      // Requests that arrived together are read before this comes.
      setImmediate(() => void this.#rounds())
    }
    return asked.promise
  }

  /** Never fails. */
  async #rounds(): Promise<void> {
    while (this.#waiting.size > 0) {
      const round = new Map([...this.#waiting].slice(0, this.#most))
      for (const key of round.keys()) this.#waiting.delete(key)
      try {
        const found = await this.#askMany([...round.keys()])
        for (const [key, { resolve }] of round) resolve(found.get(key))
      } catch (error) {
        for (const { reject } of round.values()) reject(error)
      }
    }
    this.#isAsking = false
  }
}
