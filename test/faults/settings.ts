/** Where a run takes place, and with which settings. */
import type { Random } from './random.ts'
import type { Dialect, Surroundings } from './schedule.ts'

/** Most runs are at home: every other thing is one more that can go wrong. */
export function drawSurroundings(random: Random, dialect: Dialect): Surroundings {
  return {
    storage: random.pick(['folder', 'folder', 'small', 's3', 's3']),
    providers: random.pick(['services', 'gateway', 'offline', 'gateway', 'offline', 'services']),
    ownServer: random.chance(0.4) && dialect === 'postgresql',
  }
}

interface About {
  seed: number
  products: number
  tight: boolean
  surroundings: Surroundings
}

/** What the environment of its processes says. */
export function drawSettings(random: Random, about: About): Record<string, string> {
  const { seed, products, tight, surroundings } = about
  return {
    VIDGEN_OFFLINE_MEDIA: 'sample',
    VIDGEN_OFFLINE_IMAGE_MS: String(random.int(50, 300)),
    VIDGEN_OFFLINE_VIDEO_MS: String(random.int(50, 800)),
    VIDGEN_OFFLINE_FAILURE_RATE: String(random.pick([0, 0, 0.1, 0.2])),
    VIDGEN_OFFLINE_SEED: String(seed),
    VIDGEN_BACKOFF_MS: '200',
    VIDGEN_CALL_TIMEOUT_S: '2',
    VIDGEN_POLL_S: '0.2',
    VIDGEN_MAX_IN_FLIGHT: random.pick(['http:10', 'http:0', 'http:2']),
    ...(tight && random.chance(0.5) && { VIDGEN_DAILY_JOB_LIMIT: String(random.int(2, products)) }),
    ...(tight &&
      surroundings.providers === 'offline' && {
        VIDGEN_DAILY_COST_LIMIT_USD: (0.2672 * random.int(2, products) + 0.1).toFixed(4),
      }),
  }
}
