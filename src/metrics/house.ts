/** What the database and the queue tell: the same on every host. */
import type { Db } from '../db/client.ts'
import { exactDurations } from '../db/sql/totals/exact-durations.ts'
import { usageOfDays } from '../db/sql/usage.ts'
import { CallOutcome, JobStatus } from '../generated/sqlite/enums.ts'
import type { Transport } from '../jobs/dispatcher.ts'
import type { LimitInForce, LimitState } from '../results.ts'
import type { Family, Sample } from './exposition.ts'

const HOUR_MS = 3_600_000
const USD = 1_000_000

export interface HouseMetrics {
  db: Db
  clock: () => Date
  limit: () => Promise<LimitState>
  /** null where the queue can't be asked. */
  transport: () => Promise<Pick<Transport, 'waiting'> | null>
}

/** Jobs, money, limit, calls, queue. */
export async function houseFamilies(context: HouseMetrics): Promise<Family[]> {
  return [
    await jobs(context),
    await failures(context),
    ...(await money(context)),
    ...limitFamilies(await context.limit()),
    await calls(context),
    await durations(context),
    await holds(context),
    ...(await queue(context)),
  ]
}

async function jobs({ db }: HouseMetrics): Promise<Family> {
  const groups = await db.videoGenerationJob.groupBy({ by: ['status'], _count: { _all: true } })
  const count = new Map(groups.map(({ status, _count }) => [status, _count._all]))
  return {
    name: 'vidgen_jobs',
    help: 'Jobs by state',
    type: 'gauge',
    samples: Object.values(JobStatus).map((status) => ({
      labels: { status },
      value: count.get(status) ?? 0,
    })),
  }
}

async function failures({ db }: HouseMetrics): Promise<Family> {
  const groups = await db.videoGenerationJob.groupBy({
    by: ['errorCode'],
    where: { status: { in: ['FAILED', 'NEEDS_REVIEW', 'RETRYING'] } },
    _count: { _all: true },
  })
  const samples = groups.flatMap(({ errorCode, _count }): Sample[] =>
    errorCode === null ? [] : [{ labels: { code: errorCode }, value: _count._all }],
  )
  const help = 'Jobs that failed, are tried again or wait for a person, by error code'
  return { name: 'vidgen_job_errors', help, type: 'gauge', samples }
}

/** A row a day: cheap, however long the history. */
async function money({ db }: HouseMetrics): Promise<Family[]> {
  const used = await usageOfDays(db)
  return [
    {
      name: 'vidgen_charged_usd_total',
      help: 'US dollars charged by the services',
      type: 'counter',
      samples: [{ value: used.microsSpent / USD }],
    },
    {
      name: 'vidgen_reserved_usd',
      help: 'US dollars reserved for jobs that have not ended',
      type: 'gauge',
      samples: [{ value: used.microsReserved / USD }],
    },
    {
      name: 'vidgen_charged_jobs_total',
      help: 'Jobs that anything was charged for',
      type: 'counter',
      samples: [{ value: used.jobsSpent }],
    },
  ]
}

function limitFamilies({ jobs, micros, all }: LimitState): Family[] {
  return [
    {
      name: 'vidgen_limit_jobs',
      help: "Today's limit of jobs, and what is left of it",
      type: 'gauge',
      samples: [
        { labels: { of: 'limit' }, value: jobs.limit },
        { labels: { of: 'left' }, value: Math.max(0, jobs.limit - jobs.used) },
      ],
    },
    {
      name: 'vidgen_limit_usd',
      help: "Today's limit in US dollars, and what is left of it",
      type: 'gauge',
      samples: [
        { labels: { of: 'limit' }, value: micros.limit / USD },
        { labels: { of: 'left' }, value: Math.max(0, micros.limit - micros.used) / USD },
      ],
    },
    inForce(all, { unit: 'jobs', name: 'vidgen_limit_in_force_jobs', what: 'videos', of: 1 }),
    inForce(all, {
      unit: 'micros',
      name: 'vidgen_limit_in_force_usd',
      what: 'US dollars',
      of: USD,
    }),
    {
      name: 'vidgen_limit_exception',
      help: '1 where a person set a limit in force otherwise than the settings (vidgen limit)',
      type: 'gauge',
      samples: all.flatMap((each): Sample[] =>
        each.exception === null
          ? []
          : [
              {
                labels: { ...labelsOf(each), unit: each.unit === 'jobs' ? 'jobs' : 'usd' },
                value: 1,
              },
            ],
      ),
    },
  ]
}

/** Every limit of one unit, those of months and of providers too. */
function inForce(
  all: readonly LimitInForce[],
  { unit, name, what, of }: { unit: LimitInForce['unit']; name: string; what: string; of: number },
): Family {
  return {
    name,
    help: `Limits in ${what} of today and its month, of all together and of providers, and what is left`,
    type: 'gauge',
    samples: all
      .filter((each) => each.unit === unit)
      .flatMap((each): Sample[] => [
        { labels: { ...labelsOf(each), of: 'limit' }, value: each.limit / of },
        {
          labels: { ...labelsOf(each), of: 'left' },
          value: Math.max(0, each.limit - each.used) / of,
        },
      ]),
  }
}

function labelsOf({ span, provider }: LimitInForce) {
  return { span, provider: provider ?? 'all' }
}

/** Of the last hour: an index finds them, however many there were before. */
async function calls({ db, clock }: HouseMetrics): Promise<Family> {
  const groups = await db.providerCall.groupBy({
    by: ['provider', 'service', 'outcome'],
    where: {
      provider: { in: ['offline', 'gemini', 'fal', 'pika', 'http'] },
      createdAt: { gte: new Date(clock().getTime() - HOUR_MS) },
    },
    _count: { _all: true },
  })
  const pairs = new Map(
    groups.map(({ provider, service }) => [`${provider} ${service}`, { provider, service }]),
  )
  const samples = [...pairs.values()].flatMap((pair) =>
    Object.values(CallOutcome).map((outcome): Sample => {
      const isOne = (group: (typeof groups)[number]) =>
        group.outcome === outcome &&
        group.provider === pair.provider &&
        group.service === pair.service
      return { labels: { ...pair, outcome }, value: groups.find(isOne)?._count._all ?? 0 }
    }),
  )
  const help = 'Paid calls begun in the last hour, by how they stand'
  return { name: 'vidgen_provider_calls_last_hour', help, type: 'gauge', samples }
}

async function durations({ db, clock }: HouseMetrics): Promise<Family> {
  const end = clock().getTime()
  const [found] = await exactDurations(db, [{ key: 'hour', start: end - HOUR_MS, end }])
  return {
    name: 'vidgen_job_seconds_last_hour',
    help: 'From start to end of the jobs completed in the last hour',
    type: 'gauge',
    samples: found ? [quantile('0.5', found.p50Ms), quantile('0.95', found.p95Ms)] : [],
  }
}

function quantile(quantile: string, ms: number): Sample {
  return { labels: { quantile }, value: ms / 1000 }
}

async function holds({ db }: HouseMetrics): Promise<Family> {
  const found = await db.hold.findMany({
    where: { endedAt: null },
    select: { scope: true, code: true },
  })
  const samples = found.map(({ scope, code }) => ({ labels: { scope, code }, value: 1 }))
  return { name: 'vidgen_hold', help: 'Pauses in force', type: 'gauge', samples }
}

async function queue({ db, transport }: HouseMetrics): Promise<Family[]> {
  const due = await db.videoGenerationJob.count({
    where: { status: { in: ['QUEUED', 'RETRYING'] }, dispatchedAt: null },
  })
  const waiting = await transport()
    .then(async (queue) => (queue ? await queue.waiting() : null))
    .catch(() => null)
  return [
    {
      name: 'vidgen_jobs_not_dispatched',
      help: 'Jobs queued or to be tried again that have no delivery',
      type: 'gauge',
      samples: [{ value: due }],
    },
    {
      name: 'vidgen_queue_waiting',
      help: 'Deliveries in Redis that wait for a worker',
      type: 'gauge',
      samples: waiting === null ? [] : [{ value: waiting }],
    },
    {
      name: 'vidgen_queue_up',
      help: '1 where Redis answers',
      type: 'gauge',
      samples: [{ value: waiting === null ? 0 : 1 }],
    },
  ]
}
