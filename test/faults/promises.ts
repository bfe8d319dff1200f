/** What must hold once everything is calm, as queries that find what breaks it. */

export interface PromiseCheck {
  name: string
  /** Each row's `problem` is one violation. */
  sql: string
}

/** What makes a difference to what must hold. */
export interface Conditions {
  /** The providers take our keys: a request that comes again is billed once. */
  keyed: boolean
  /** The providers failed in their own ways, beside the failures that the offline ones were told to have. */
  disturbed: boolean
}

const ENDED = `('COMPLETED', 'FAILED', 'CANCELLED')`
const OPEN_CALL = `('INTENT', 'ACCEPTED', 'UNKNOWN')`

/** A purchase whose end nobody knows. */
const HAS_OPEN_CALL = `EXISTS (SELECT 1 FROM v.ProviderCall c WHERE c.jobId = j.id AND c.outcome IN ${OPEN_CALL})`

const jobs = ({ disturbed }: Conditions): PromiseCheck[] => [
  {
    name: 'every job has ended, waits for a person or for another day',
    sql: `SELECT id || ' is ' || status AS problem FROM v.VideoGenerationJob
      WHERE status NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'NEEDS_REVIEW', 'DEFERRED')`,
  },
  {
    name: 'a job goes to review only for what needs a person',
    sql: `SELECT id || ': ' || errorCode || ' after ' || crashes || ' crashes' AS problem FROM v.VideoGenerationJob j
      WHERE status = 'NEEDS_REVIEW' AND NOT (errorCode = 'JOB_CRASHES' AND crashes > 15)
        ${disturbed ? `AND NOT ${HAS_OPEN_CALL}` : ''}`,
  },
  {
    name: 'a completed job is what its product shows',
    sql: `SELECT j.id || ' is completed, ' || p.id || ' shows ' || coalesce(p.videoJobId, 'nothing') AS problem
      FROM v.VideoGenerationJob j JOIN v.Product p ON p.id = j.productId
      WHERE j.status = 'COMPLETED' AND (p.videoJobId IS NOT j.id OR p.videoUrl IS NOT j.videoUrl OR j.videoUrl IS NULL)`,
  },
  {
    name: 'a product shows a completed job only',
    sql: `SELECT p.id || ' shows ' || p.videoJobId || ', which is ' || coalesce(j.status, 'gone') AS problem
      FROM v.Product p LEFT JOIN v.VideoGenerationJob j ON j.id = p.videoJobId
      WHERE p.videoJobId IS NOT NULL AND j.status IS NOT 'COMPLETED'`,
  },
  {
    name: 'one job a product, and the claim is its own',
    sql: `SELECT productId || ' has ' || count(*) || ' jobs' AS problem FROM v.VideoGenerationJob GROUP BY productId HAVING count(*) > 1
      UNION ALL SELECT id || ' (' || status || ') claims ' || coalesce(claimKey, 'nothing') FROM v.VideoGenerationJob
      WHERE claimKey IS NOT (CASE WHEN status IN ('FAILED', 'CANCELLED') THEN NULL ELSE productId END)`,
  },
  {
    name: 'no lease is left',
    sql: `SELECT id || ' is leased by ' || leaseOwner AS problem FROM v.VideoGenerationJob
      WHERE leaseOwner IS NOT NULL OR leaseUntil IS NOT NULL`,
  },
  {
    name: 'no batch is still loading, an aborted one has no jobs',
    sql: `SELECT id || ' is loading' AS problem FROM v.Batch WHERE state = 'LOADING'
      UNION ALL SELECT b.id || ' is aborted and has ' || count(*) || ' jobs' FROM v.Batch b
      JOIN v.VideoGenerationJob j ON j.batchId = b.id WHERE b.state = 'ABORTED' GROUP BY b.id`,
  },
  {
    name: 'a completed job has all of its steps',
    sql: `SELECT j.id || ' has ' || count(s.step) || ' steps' AS problem FROM v.VideoGenerationJob j
      LEFT JOIN v.Step s ON s.jobId = j.id WHERE j.status = 'COMPLETED' GROUP BY j.id HAVING count(s.step) <> 4`,
  },
  {
    name: 'only injected failures use attempts',
    sql: `SELECT jobId || ': ' || type || ' for ' || (details->>'code') || ' ' || (details->'params') AS problem FROM v.JobEvent
      WHERE type IN ('retrying', 'failed') AND details->>'code' <> 'OFFLINE_FAILURE'
        ${disturbed ? `AND details->>'code' NOT LIKE 'AI\\_%' ESCAPE '\\'` : ''}
      UNION ALL SELECT j.id || ' is at attempt ' || j.attempt || ' after ' || count(e.id) || ' failures' FROM v.VideoGenerationJob j
      LEFT JOIN v.JobEvent e ON e.jobId = j.id AND e.type = 'retrying' AND e.id >
        (SELECT coalesce(max(id), 0) FROM v.JobEvent r WHERE r.jobId = j.id AND r.type = 'requeued')
      GROUP BY j.id HAVING j.attempt > 1 + count(e.id)`,
  },
]

const RUNNING = `('GENERATING_IMAGES', 'GENERATING_VIDEO', 'UPLOADING')`

const PATHS: PromiseCheck[] = [
  {
    name: "a job's events join up and end in its status",
    sql: `SELECT jobId || ': event ' || id || ' (' || type || ') leaves ' || "from" || ' after ' || before AS problem FROM (
        SELECT *, lag("to") OVER (PARTITION BY jobId ORDER BY id) AS before FROM v.JobEvent)
      WHERE before IS NOT NULL AND before <> "from"
      UNION ALL SELECT j.id || ' is ' || j.status || ', its last event says ' || e."to" FROM v.VideoGenerationJob j
      JOIN v.JobEvent e ON e.id = (SELECT max(id) FROM v.JobEvent WHERE jobId = j.id) WHERE e."to" <> j.status
      UNION ALL SELECT jobId || ' begins with ' || "from" FROM v.JobEvent
      WHERE id IN (SELECT min(id) FROM v.JobEvent GROUP BY jobId) AND "from" NOT IN ('QUEUED', 'DEFERRED', 'AWAITING_APPROVAL')`,
  },
  {
    name: 'a job takes no forbidden step',
    sql: `SELECT jobId || ': ' || "from" || ' to ' || "to" || ' (' || type || ')' AS problem FROM v.JobEvent
      WHERE NOT ("from" = "to"
        OR ("from" IN ('DEFERRED', 'AWAITING_APPROVAL') AND "to" IN ('QUEUED', 'CANCELLED'))
        OR ("from" = 'AWAITING_APPROVAL' AND "to" IN ('COMPLETED', 'DEFERRED'))
        OR ("from" IN ('QUEUED', 'RETRYING') AND "to" IN ${RUNNING})
        OR ("from" IN ('QUEUED', 'RETRYING') AND "to" IN ('COMPLETED', 'RETRYING', 'QUEUED', 'FAILED', 'CANCELLED', 'NEEDS_REVIEW', 'DEFERRED'))
        OR ("from" = 'GENERATING_IMAGES' AND "to" = 'GENERATING_VIDEO')
        OR ("from" IN ('GENERATING_IMAGES', 'GENERATING_VIDEO') AND "to" = 'UPLOADING')
        OR ("from" IN ${RUNNING} AND "to" IN ('RETRYING', 'QUEUED', 'DEFERRED', 'AWAITING_APPROVAL', 'NEEDS_REVIEW', 'FAILED', 'CANCELLED'))
        OR ("from" = 'UPLOADING' AND "to" = 'COMPLETED')
        OR ("from" = 'NEEDS_REVIEW' AND "to" IN ('QUEUED', 'FAILED', 'CANCELLED'))
        OR ("from" IN ('FAILED', 'CANCELLED') AND "to" IN ('QUEUED', 'DEFERRED', 'AWAITING_APPROVAL')))`,
  },
]

const CHARGES = `(SELECT c.*, l.amountMicros AS chargedMicros, l.key AS entry FROM v.ProviderCall c
  JOIN v.LedgerEntry l ON l.callId = c.id AND l.kind = 'CHARGE')`

/** Lines that wait for a person: the purchase's end is unknown, and its money is held. */
const IN_REVIEW = `(SELECT c.key FROM v.ProviderCall c JOIN v.VideoGenerationJob j ON j.id = c.jobId
  WHERE j.status = 'NEEDS_REVIEW' AND c.outcome IN ${OPEN_CALL})`

const KEYED: PromiseCheck[] = [
  {
    name: 'the bill has one line a key',
    sql: `SELECT key || ' is billed ' || count(*) || ' times' AS problem FROM bill GROUP BY key HAVING count(*) > 1`,
  },
  {
    name: 'every line of the bill stands in the ledger with its amount',
    sql: `SELECT b.key || ' is billed ' || b.amountMicros || ', the ledger has ' || coalesce(c.chargedMicros, 'nothing') AS problem
      FROM bill b LEFT JOIN ${CHARGES} c ON c.key = b.key WHERE c.chargedMicros IS NOT b.amountMicros
        AND b.key NOT IN ${IN_REVIEW}`,
  },
  {
    name: 'every charge of the ledger stands on the bill',
    sql: `SELECT l.key || ' charges ' || l.amountMicros || ', the bill has nothing' AS problem FROM v.LedgerEntry l
      LEFT JOIN v.ProviderCall c ON c.id = l.callId LEFT JOIN bill b ON b.key = c.key
      WHERE l.kind = 'CHARGE' AND b.key IS NULL
      UNION ALL SELECT 'the bill has ' || b.total || ', the ledger ' || l.total
      FROM (SELECT coalesce(sum(amountMicros), 0) AS total FROM bill WHERE key NOT IN ${IN_REVIEW}) b,
        (SELECT coalesce(sum(amountMicros), 0) AS total FROM v.LedgerEntry WHERE kind = 'CHARGE') l WHERE b.total <> l.total`,
  },
]

/** Of providers that give a request no name of ours: what got lost on its way back is counted as billed, or in review. */
const UNKEYED: PromiseCheck[] = [
  {
    name: 'every line of the bill is a call of ours, or may be one that was lost',
    sql: `SELECT strangers || ' lines of the bill are of no call, ' || lost || ' calls were lost' AS problem FROM
      (SELECT count(*) AS strangers FROM bill WHERE requestId NOT IN (SELECT requestId FROM v.ProviderCall WHERE requestId IS NOT NULL)),
      (SELECT count(*) AS lost FROM v.ProviderCall WHERE outcome IN ('INTENT', 'UNKNOWN') OR costSource = 'possible')
      WHERE strangers > lost`,
  },
  {
    name: 'what a call is known to have cost is what was billed',
    sql: `SELECT c.id || ' is charged ' || c.costMicros || ', billed ' || coalesce(b.amountMicros, 'nothing') AS problem
      FROM v.ProviderCall c LEFT JOIN bill b ON b.requestId = c.requestId
      WHERE c.costMicros > 0 AND c.costSource <> 'possible' AND b.amountMicros IS NOT c.costMicros`,
  },
  {
    name: 'no more is billed than the books count',
    sql: `SELECT 'billed is ' || billed || ', counted ' || counted AS problem FROM
      (SELECT coalesce(sum(amountMicros), 0) AS billed FROM bill),
      (SELECT coalesce(sum(CASE WHEN outcome IN ${OPEN_CALL} THEN reservedMicros ELSE coalesce(costMicros, 0) END), 0) AS counted FROM v.ProviderCall)
      WHERE billed > counted`,
  },
]

const CALLS: PromiseCheck[] = [
  {
    name: 'no step is bought twice',
    sql: `SELECT jobId || ' ' || step || ' is charged ' || count(*) || ' times: ' || group_concat(outcome) AS problem
      FROM ${CHARGES} WHERE outcome NOT IN ('FAILED', 'VOID') GROUP BY jobId, step HAVING count(*) > 1`,
  },
  {
    name: 'no call is open once its job has ended',
    sql: `SELECT c.id || ' is ' || c.outcome || ', its job ' || j.status AS problem FROM v.ProviderCall c
      JOIN v.VideoGenerationJob j ON j.id = c.jobId WHERE c.outcome IN ${OPEN_CALL} AND j.status IN ${ENDED}`,
  },
]

/** Open money and slots: what was reserved, neither given back nor spent. */
const OPEN = (column: string) =>
  `coalesce(sum(CASE kind WHEN 'RESERVE' THEN ${column} WHEN 'RELEASE' THEN -${column} WHEN 'CHARGE' THEN -${column} ELSE 0 END), 0)`

const money = ({ disturbed }: Conditions): PromiseCheck[] => [
  {
    name: 'an ended or deferred job has nothing reserved',
    sql: `SELECT id || ' (' || status || ') has ' || reservedMicros || ' and ' || reservedJobs || ' slots reserved' AS problem
      FROM v.VideoGenerationJob WHERE status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'DEFERRED') AND (reservedMicros <> 0 OR reservedJobs <> 0)`,
  },
  {
    name: "a batch's open ledger is what its jobs have reserved",
    sql: `SELECT l.batchId || ' has ' || l.micros || ' and ' || l.jobs || ' slots open, its jobs ' || coalesce(j.micros, 0) || ' and ' || coalesce(j.jobs, 0) AS problem
      FROM (SELECT batchId, ${OPEN('amountMicros')} AS micros, ${OPEN('jobs')} AS jobs FROM v.LedgerEntry GROUP BY batchId) l
      LEFT JOIN (SELECT batchId, sum(reservedMicros) AS micros, sum(reservedJobs) AS jobs FROM v.VideoGenerationJob GROUP BY batchId) j
      ON j.batchId = l.batchId WHERE l.micros <> coalesce(j.micros, 0) OR l.jobs <> coalesce(j.jobs, 0)`,
  },
  {
    name: "a job's cost is the sum of its charges",
    sql: `SELECT j.id || ' costs ' || j.costMicros || ', charged ' || coalesce(sum(l.amountMicros), 0) AS problem FROM v.VideoGenerationJob j
      LEFT JOIN v.LedgerEntry l ON l.jobId = j.id AND l.kind = 'CHARGE' GROUP BY j.id HAVING j.costMicros <> coalesce(sum(l.amountMicros), 0)`,
  },
  {
    name: "a day's usage is the sum of its entries",
    sql: `SELECT u.period || ' has reserved/spent ' || u.microsReserved || '/' || u.microsSpent || ' and slots ' || u.jobsReserved || '/' || u.jobsSpent
        || ', its entries say ' || l.reserved || '/' || l.spent || ' and ' || l.slots || '/' || l.slotsSpent AS problem
      FROM v.DailyUsage u JOIN (SELECT day, ${OPEN('amountMicros')} AS reserved, ${OPEN('jobs')} AS slots,
          sum(CASE kind WHEN 'CHARGE' THEN amountMicros ELSE 0 END) AS spent, sum(CASE kind WHEN 'CHARGE' THEN jobs ELSE 0 END) AS slotsSpent
        FROM v.LedgerEntry GROUP BY day) l ON l.day = u.period
      WHERE u.provider = '' AND (u.microsReserved, u.microsSpent, u.jobsReserved, u.jobsSpent) <> (l.reserved, l.spent, l.slots, l.slotsSpent)`,
  },
  {
    name: 'the limits were never passed',
    sql: `SELECT day || ': entry ' || id || ' brought it to ' || micros || ' and ' || jobs || ' slots of ' || microsLimit || ' and ' || jobLimit AS problem FROM (
        SELECT l.id, l.day, l.source, u.microsLimit, u.jobLimit,
          sum(CASE kind WHEN 'RESERVE' THEN amountMicros WHEN 'RELEASE' THEN -amountMicros ELSE 0 END) OVER days AS micros,
          sum(CASE kind WHEN 'RESERVE' THEN jobs WHEN 'RELEASE' THEN -jobs ELSE 0 END) OVER days AS jobs
        FROM v.LedgerEntry l JOIN v.DailyUsage u ON u.period = l.day AND u.provider = '' WINDOW days AS (PARTITION BY day ORDER BY l.id))
      WHERE micros > microsLimit OR jobs > jobLimit OR micros < 0 OR jobs < 0`,
  },
  {
    name: 'nothing was spent beyond what was reserved',
    sql: `SELECT key || ': ' || amountMicros AS problem FROM v.LedgerEntry WHERE amountMicros < 0
      ${disturbed ? '' : `OR source = 'overrun'`}`,
  },
]

/** All that must hold. */
export function promisesOf(conditions: Conditions): PromiseCheck[] {
  const bill = conditions.keyed ? KEYED : UNKEYED
  return [...jobs(conditions), ...PATHS, ...bill, ...CALLS, ...money(conditions)]
}
