import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Gather } from '../../src/server/gather.ts'

/** A statement that the test lets end. */
function slow() {
  const rounds: { keys: string[]; end: (found: Map<string, number>) => void; fail: () => void }[] =
    []
  const gather = new Gather<string, number>(
    (keys) =>
      new Promise((resolve, reject) =>
        rounds.push({ keys, end: resolve, fail: () => reject(new Error('away')) }),
      ),
    3,
  )
  return { rounds, gather }
}

describe('questions of a moment', () => {
  test('are one round, each key once', async () => {
    const { rounds, gather } = slow()
    const asked = Promise.all(['a', 'b', 'a', 'c'].map((key) => gather.ask(key)))
    await nextTurn()
    expect(rounds.map(({ keys }) => keys)).toEqual([['a', 'b', 'c']])
    rounds[0]!.end(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    )
    expect(await asked).toEqual([1, 2, 1, undefined])
  })

  test('that come while a statement is under way wait for the next, which begins after them', async () => {
    const { rounds, gather } = slow()
    const early = gather.ask('a')
    await nextTurn()
    const late = gather.ask('a')
    await nextTurn()
    expect(rounds).toHaveLength(1)
    rounds[0]!.end(new Map([['a', 1]]))
    expect(await early).toBe(1)
    await nextTurn()
    rounds[1]!.end(new Map([['a', 2]]))
    expect(await late).toBe(2)
  })

  test('are never more than a round takes', async () => {
    const { rounds, gather } = slow()
    const asked = Promise.all(['a', 'b', 'c', 'd'].map((key) => gather.ask(key)))
    await nextTurn()
    rounds[0]!.end(new Map())
    await nextTurn()
    rounds[1]!.end(new Map([['d', 4]]))
    expect(rounds.map(({ keys }) => keys)).toEqual([['a', 'b', 'c'], ['d']])
    expect((await asked)[3]).toBe(4)
  })

  test('fail with their statement, and the next round is asked', async () => {
    const { rounds, gather } = slow()
    const failed = gather.ask('a')
    await nextTurn()
    const next = gather.ask('b')
    rounds[0]!.fail()
    await expect(failed).rejects.toThrow('away')
    await nextTurn()
    rounds[1]!.end(new Map([['b', 2]]))
    expect(await next).toBe(2)
    const afterwards = gather.ask('a')
    await nextTurn()
    rounds[2]!.end(new Map([['a', 3]]))
    expect(await afterwards).toBe(3)
  })
})
