import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { renderStatus } from '../../src/render/status.ts'
import type { JobInfo } from '../../src/results.ts'
import { job, plain, status } from './results.ts'

const jobs = [
  job({
    id: '01jd8abcdefghjkmnpqrstv111',
    status: 'GENERATING_VIDEO',
    error: null,
    finishedAt: null,
  }),
  job(),
  job({
    id: '01jd8abcdefghjkmnpqrstv333',
    status: 'RETRYING',
    attempt: 1,
    finishedAt: null,
    nextRunAt: '2026-11-23T00:20:05Z',
  }),
]

function tablesOf(text: string): string[] {
  return text.split('\n\n').slice(1, 3)
}

describe('tables fit the terminal', () => {
  test('120 columns show everything', () => {
    expect(tablesOf(renderStatus(status({ jobs, more: 1_199 }), plain(120)))).toEqual([
      `Batches today
BATCH     FILE                        STATE   JOBS  COMPLETED  FAILED     COST   ESTIMATE  BY         TIME
qrstbat1  autumn-collection-2026.csv  READY  1,201          0       1  $0.2336  $320.0000  mina@shop  09:12`,
      `Jobs
JOB       PRODUCT  NAME              STATUS            DONE  TRY     COST  TIME   NOTE
qrstv111  SKU-1    빨간 여름 원피스  GENERATING_VIDEO   35%  3/3  $0.2336  09:13
qrstv123  SKU-1    빨간 여름 원피스  FAILED             35%  3/3  $0.2336  09:15  OFFLINE_BUSY
qrstv333  SKU-1    빨간 여름 원피스  RETRYING           35%  1/3  $0.2336  09:13  again 09:20 OFFLINE_BUSY
and 1,199 more: --limit N, or choose with --status, --batch.`,
    ])
  })

  test('80 columns leave out what matters least', () => {
    expect(tablesOf(renderStatus(status({ jobs }), plain(80)))).toEqual([
      `Batches today
BATCH     FILE                JOBS  COMPLETED  FAILED     COST   ESTIMATE  TIME
qrstbat1  autumn-collectio…  1,201          0       1  $0.2336  $320.0000  09:12`,
      `Jobs
JOB       PRODUCT  NAME              STATUS            DONE  TRY     COST  TIME
qrstv111  SKU-1    빨간 여름 원피스  GENERATING_VIDEO   35%  3/3  $0.2336  09:13
qrstv123  SKU-1    빨간 여름 원피스  FAILED             35%  3/3  $0.2336  09:15
qrstv333  SKU-1    빨간 여름 원피스  RETRYING           35%  1/3  $0.2336  09:13`,
    ])
  })

  test('60 columns keep job, product, status and cost', () => {
    expect(tablesOf(renderStatus(status({ jobs }), plain(60)))).toEqual([
      `Batches today
BATCH     FILE              JOBS  COMPLETED  FAILED     COST
qrstbat1  autumn-collect…  1,201          0       1  $0.2336`,
      `Jobs
JOB       PRODUCT  STATUS            DONE     COST  TIME
qrstv111  SKU-1    GENERATING_VIDEO   35%  $0.2336  09:13
qrstv123  SKU-1    FAILED             35%  $0.2336  09:15
qrstv333  SKU-1    RETRYING           35%  $0.2336  09:13`,
    ])
  })

  test.each([60, 72, 80, 100, 120])('no line of a table is wider than %i', (width) => {
    const long = jobs.map((one) => ({
      ...one,
      productId: '상품'.repeat(40),
      productName: '😀'.repeat(50),
    }))
    for (const text of tablesOf(renderStatus(status({ jobs: long }), plain(width)))) {
      for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width)
    }
  })
})

/** A job whose picture its server refuses. */
const refused = (file: string, host = 'https://shop.test') => ({
  ...job({ status: 'FAILED' }),
  error: {
    code: 'DOWNLOAD_REFUSED',
    message: `The picture ${host}/${file} was refused with HTTP 404.`,
    hint: 'Correct image_url.',
  },
})

describe('what leads and what follows', () => {
  const hold = {
    id: 'h',
    scope: 'all',
    code: 'AI_KEY_REJECTED',
    reason: 'Gemini refused the key',
    by: 'worker',
    since: '2026-11-23T00:12:00Z',
  }
  test.each([
    [
      'all',
      'PAUSED since 09:12, Gemini refused the key (AI_KEY_REJECTED). Fix it, then: vidgen resume',
    ],
    [
      'gemini',
      'PAUSED for gemini since 09:12, Gemini refused the key (AI_KEY_REJECTED). Fix it, then: vidgen resume --provider gemini',
    ],
  ])('a hold of %s leads', (scope, line) => {
    const text = renderStatus(status({ holds: [{ ...hold, scope }] }), plain())
    expect(text.split('\n')[0]).toBe(line)
  })

  test('failures that differ only in the address of the picture are one reason', () => {
    const elsewhere = refused('c.jpg', 'https://other.test')
    const text = renderStatus(
      status({ jobs: [refused('a.jpg'), refused('b.jpg'), elsewhere] }),
      plain(),
    )
    expect(text).toContain(`Why
DOWNLOAD_REFUSED: The picture https://shop.test/… was refused with HTTP 404. (2 jobs)
  Correct image_url.
DOWNLOAD_REFUSED: The picture https://other.test/c.jpg was refused with HTTP 404. (1 job)
`)
  })

  test('a provider that is left alone is told, and until when', () => {
    const waits = [{ provider: 'fal', until: '2026-11-23T00:20:00Z', code: 'AI_RATE_LIMITED' }]
    expect(renderStatus(status({ waits }), plain()).split('\n')[0]).toBe(
      'Nothing new is asked of fal before 09:20 (AI_RATE_LIMITED). It goes on by itself.',
    )
  })

  test('a hold of another day shows its day', () => {
    const holds = [{ ...hold, since: '2026-11-21T00:12:00Z', reason: 'AI_KEY_REJECTED' }]
    const text = renderStatus(status({ holds }), plain())
    expect(text).toMatch(/^PAUSED since 11-21 09:12, AI_KEY_REJECTED\. Fix/)
  })

  test('the day and the counts stand above the tables', () => {
    expect(
      renderStatus(status({ kind: 'rehearsal' }), plain())
        .split('\n')
        .slice(0, 2),
    ).toEqual([
      'Limit of 2026-11-23 (Asia/Seoul): 5 of 100 jobs, $1.3350 of $50 used; 95 jobs, $48.6650 left. · a rehearsal',
      '1,200 QUEUED · 1 GENERATING_VIDEO · 1 FAILED',
    ])
  })

  test.each([
    ['nothing there', {}, /Queue products: vidgen enqueue --csv products.csv\n$/],
    ['jobs that wait', { QUEUED: 3 }, /Next: vidgen worker\n$/],
    ['jobs that run', { QUEUED: 3, UPLOADING: 1 }, /3 QUEUED · 1 UPLOADING\n$/],
    ['jobs that failed', { FAILED: 3 }, /vidgen retry --status FAILED\n$/],
    ['jobs to decide on', { NEEDS_REVIEW: 3 }, /vidgen status --status NEEDS_REVIEW\n$/],
  ])('%s: the last line says what to do', (_name, counts, last) => {
    expect(renderStatus(status({ counts, batches: [], jobs: [] }), plain())).toMatch(last)
  })
})

describe('one job', () => {
  const whole = job({
    steps: [
      {
        step: 'START_FRAME',
        state: 'done',
        artefactKey: 'frames/1.png',
        sizeBytes: 123_456,
        doneAt: '2026-11-23T00:14:00Z',
        calls: [
          {
            id: 'c',
            seq: 1,
            service: 'nano-banana',
            provider: 'gemini',
            endpoint: 'generateContent',
            model: 'nano-2.1',
            prompt: 'A model wears it',
            seed: 7,
            outcome: 'UNKNOWN',
            requestId: 'r1',
            costMicros: 33_600,
            costSource: 'possible',
            createdAt: '2026-11-23T00:14:00Z',
            endedAt: null,
          },
        ],
      },
    ],
    events: [
      {
        at: '2026-11-22T14:14:00Z',
        type: 'started',
        from: 'QUEUED',
        to: 'GENERATING_IMAGES',
        attempt: 1,
        actor: 'w@h',
        details: null,
      },
    ],
  })

  test('is shown whole, with what to do next', () => {
    const text = renderStatus(status({ batches: [], jobs: [whole] }), plain(80))
    expect(text.split('\n\n').slice(1, -1).join('\n\n')).toBe(
      `Job 01jd8abcdefghjkmnpqrstv123  FAILED
Product   SKU-1  빨간 여름 원피스
Batch     01jd8abcdefghjkmnpqrstbat1
Attempt   3 of 3, 35% done
Cost      $0.2336 (estimate $0.2670)
Times     queued 11-22 23:12, started 09:13, ended 09:15 (took 2 min 05 s)
Error     The offline pika is busy. (OFFLINE_BUSY)
          Wait a little.
Next      vidgen retry 01jd8abcdefghjkmnpqrstv123 (keeps what was bought)

STEP         STATE     COST      SIZE  TIME   ARTEFACT
START_FRAME  done   $0.0336  123.5 kB  09:14  frames/1.png

CALL           PROVIDER  MODEL     OUTCOME      COST  REQUEST  TIME
START_FRAME 1  gemini    nano-2.1  UNKNOWN  $0.0336?  r1       09:14

TIME         EVENT    STATUS             TRY  BY
11-22 23:14  started  GENERATING_IMAGES    1  w@h`,
    )
  })
})

test.each([
  [
    'a provider',
    { status: 'QUEUED', nextRunAt: '2026-11-23T00:20:00Z' },
    'a worker goes on at 09:20',
  ],
  ['a worker', { status: 'QUEUED', error: null }, 'waits for a worker: vidgen worker'],
  [
    'somebody who tells to ask once more',
    { status: 'NEEDS_REVIEW', error: { code: 'AI_TIMEOUT', message: 'Late.', hint: 'Wait.' } },
    'vidgen retry 01jd8abcdefghjkmnpqrstv123 (goes on with what is under way, pays nothing twice)',
  ],
  [
    'somebody who looks whether it was paid',
    {
      status: 'NEEDS_REVIEW',
      error: { code: 'CALL_OUTCOME_UNKNOWN', message: 'Lost.', hint: 'Look.' },
    },
    'needs your decision, as said above',
  ],
] satisfies [string, Partial<JobInfo>, string][])(
  'a job that waits for %s says so',
  (_, change, next) => {
    const text = renderStatus(status({ jobs: [job({ ...change, steps: [] })] }), plain(120))
    expect(text).toContain(`\nNext      ${next}\n`)
  },
)

test('a job that waits tells why and until when, one that runs again no old trouble', () => {
  const busy = { nextRunAt: '2026-11-23T00:20:00Z', finishedAt: null }
  const waits = job({ ...busy, status: 'QUEUED' })
  const runs = job({ ...busy, status: 'GENERATING_VIDEO' })
  const text = renderStatus(status({ batches: [], jobs: [waits, runs] }), plain(120))
  expect(text.match(/again 09:20 OFFLINE_BUSY/g)).toHaveLength(1)
  expect(text).toContain('OFFLINE_BUSY: The offline pika is busy. (1 job)')
})

test('names can not move the cursor or hide what follows', () => {
  const evil = job({ productName: 'a\u001b[2Jb\u202ec\nd\u0085', productId: 'x\r' })
  for (const jobs of [[evil], [{ ...evil, steps: [] }]]) {
    const text = renderStatus(status({ jobs }), plain(160))
    expect(text).toContain(String.raw`a\x1b[2Jb\u202ec\x0ad\x85`)
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
  }
})

test('colours come only when told, and change no text', () => {
  const plainText = renderStatus(status({ jobs }), plain(100))
  const coloured = renderStatus(status({ jobs }), { ...plain(100), color: true })
  expect(plainText).not.toContain('\u001b')
  expect(coloured).toContain('\u001b[31mFAILED')
  expect(stripVTControlCharacters(coloured).replace(/ +$/gm, '')).toBe(plainText)
})

describe('alerts that were not sent', () => {
  const channel = 'slack hooks.slack.com (3f2a)'
  const since = '2026-11-23T00:12:00Z'
  const error = { code: 'NOTIFY_REFUSED', message: `${channel} answered HTTP 403: no.`, hint: null }
  const alertsOf = (failure: object) => {
    const one = { channel, waiting: 2, failures: 0, failingSince: null, error: null, ...failure }
    return renderStatus(status({ alerts: { waiting: 2, channels: [one] } }), plain(120))
  }

  test('because no worker runs lead the screen', () => {
    expect(alertsOf({}).split('\n')[0]).toBe(
      `2 alerts wait for a worker to send them to ${channel}.`,
    )
  })

  test('because a channel does not take them say what it answered', () => {
    expect(alertsOf({ failures: 3, failingSince: since, error }).split('\n')[0]).toBe(
      `ALERTS FAIL since 09:12, 2 wait: ${channel} answered HTTP 403: no. Try it: vidgen notify test`,
    )
  })
})
