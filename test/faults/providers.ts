/** The providers of a run, their moods and their bill. */
import { FAL_KEY, startFal } from '../fakes/fal.ts'
import { GATEWAY_KEY, startGateway } from '../fakes/gateway.ts'
import { GEMINI_KEY, startGemini } from '../fakes/gemini.ts'
import type { Behaviour, FakeServer } from '../fakes/server.ts'
import { type Bill, offlineBill } from './books.ts'
import { type Network, startNetwork } from './network.ts'
import type { Mood, Surroundings } from './schedule.ts'

export interface Providers {
  env: Record<string, string>
  /** From now on each paid request meets this; null = the ordinary. */
  change(mood: Mood | null): Promise<void>
  /** Before one of them; null where they have no server. */
  network: Network | null
  bill(home: string): Bill
  close(): Promise<void>
}

/** Starts what stands in for the providers. */
export async function openProviders(kind: Surroundings['providers']): Promise<Providers> {
  if (kind === 'offline') return offline
  return kind === 'gateway' ? await gateway() : await services()
}

/** It lives in the home, and has no moods but its failure rate. */
const offline: Providers = {
  env: {},
  network: null,
  change: async () => {},
  bill: offlineBill,
  close: async () => {},
}

async function gateway(): Promise<Providers> {
  const server = await startGateway({ imageMs: 100, videoMs: 300 })
  const network = await startNetwork(server.url)
  const env = {
    VIDGEN_ALLOW: 'private-addresses',
    NANO_BANANA_PROVIDER: 'http',
    NANO_BANANA_HTTP_URL: network.url,
    NANO_BANANA_HTTP_KEY: GATEWAY_KEY,
    PIKA_PROVIDER: 'http',
    PIKA_HTTP_URL: network.url,
    PIKA_HTTP_KEY: GATEWAY_KEY,
  }
  return providers({ env, network, servers: [server], keyed: true })
}

async function services(): Promise<Providers> {
  const gemini = await startGemini({ latencyMs: 100 })
  const fal = await startFal({ renderMs: 300 })
  const network = await startNetwork(gemini.url)
  const env = {
    VIDGEN_ALLOW: 'private-addresses',
    NANO_BANANA_PROVIDER: 'gemini',
    NANO_BANANA_SIZE: '1K',
    GEMINI_API_KEY: GEMINI_KEY,
    GEMINI_BASE_URL: network.url,
    PIKA_PROVIDER: 'fal',
    FAL_KEY,
    FAL_BASE_URL: fal.url,
  }
  return providers({ env, network, servers: [gemini, fal], keyed: false })
}

interface Parts {
  env: Record<string, string>
  network: Network
  servers: FakeServer[]
  /** Whether it answers by our keys, once a key. */
  keyed: boolean
}

function providers({ env, network, servers, keyed }: Parts): Providers {
  let mood: Mood | null = null
  for (const { script } of servers)
    Object.assign(script, { shift: () => (mood === null ? undefined : BEHAVIOURS[mood]) })
  return {
    env,
    network,
    async change(next) {
      mood = next
      await network.change(next === 'slow' ? { kind: 'slow', delayMs: SLOW_MS } : { kind: 'fair' })
    },
    bill: () => ({ keyed, lines: servers.flatMap(({ bill }) => bill) }),
    async close() {
      await network.stop()
      for (const server of servers) await server.close()
    },
  }
}

/** A call takes longer than it is waited for where its request and answer have a few pieces. */
const SLOW_MS = 400

const BEHAVIOURS: Record<Mood, Behaviour> = {
  slow: 'ok',
  busy: { status: 429, body: {}, headers: { 'retry-after': '1' } },
  broken: { status: 500, body: {} },
  garbage: 'garbage',
  truncated: 'truncated',
  reset: 'reset-after',
  hang: 'hang',
}
