import { usd } from '../money.ts'

const gigabytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GB`

/** So many are named. */
const NAMED = 5

function some(names: readonly string[]): string {
  const rest = names.length > NAMED ? [`and ${names.length - NAMED} more`] : []
  return [...names.slice(0, NAMED), ...rest].join(', ')
}

const seconds = (ms: number) => `${(Math.abs(ms) / 1000).toFixed(1)} s`

/** What `vidgen doctor` says. */
export const doctorTexts = {
  node: (p: { version: string }) => `Node ${p.version}.`,
  home: (p: { path: string; freeBytes: number }) => `${p.path}, ${gigabytes(p.freeBytes)} free.`,
  lowDisk: () => 'Free some space: work stops, without loss, when the disk is full.',
  database: (p: { file: string; kind: string; jobs: number }) =>
    `${p.file}, ${p.kind}, ${p.jobs.toLocaleString('en')} ${p.jobs === 1 ? 'job' : 'jobs'}, up to date.`,
  queue: (p: { privateRedis: boolean; version: string; waiting: number; appendOnly: boolean }) =>
    `${p.privateRedis ? "The home's own Redis" : 'The Redis of REDIS_URL'} (${p.version}) answers, ${p.waiting.toLocaleString('en')} waiting; ${p.appendOnly ? 'it keeps them over a restart' : 'what a restart loses is sent again (appendonly yes would keep it)'}.`,
  oldRedis: (p: { wanted: string }) => `Use Redis ${p.wanted} or newer.`,
  evicts: (p: { maxmemoryPolicy: string }) =>
    `Set its maxmemory-policy to noeviction: with ${p.maxmemoryPolicy} it throws deliveries away when its memory is full, and jobs wait until that is noticed.`,
  storage: (p: { kind: string }) =>
    p.kind === 's3'
      ? 'The bucket can be written.'
      : 'The folder `videos` in the home can be written.',
  videos: (p: { looked: number }) =>
    p.looked === 0
      ? 'No product has a video yet.'
      : `The newest videos of products are in the storage (${p.looked} looked for).`,
  videosGone: (p: { products: readonly string[]; looked: number }) =>
    `${p.products.length} of the newest ${p.looked} videos of products are not in the storage any more: ${some(p.products)}.`,
  videosGoneHint: () =>
    'Put the files back from a backup of the storage. To buy such videos anew: vidgen enqueue --force --product ID.',
  notSeen: (p: { check: string }) => `Could not be looked at either: see \`${p.check}\`.`,
  expires: (p: { folders: readonly string[] }) =>
    `A rule of the bucket removes what is still needed, by its age: ${p.folders.map((name) => `${name}/`).join(', ')}.`,
  expiresHint: () =>
    'Take that rule away, or restrict it to other folders: only vidgen cleanup knows what is not needed. deploy/s3-lifecycle.json has rules that do no harm.',
  services: (p: { nanoBanana: string; pika: string }) =>
    `Nano Banana by ${p.nanoBanana}, Pika by ${p.pika}.`,
  offline: () => 'The AI services are offline: videos are drawn here, nothing is paid.',
  offlineHint: () =>
    'Good for trying things out. NANO_BANANA_PROVIDER and PIKA_PROVIDER choose real ones.',
  answers: (p: { provider: string; answered: string }) => `${p.provider} answers: ${p.answered}.`,
  price: (p: { micros: number }) =>
    `A video costs about ${usd(p.micros)}: two frames and a transition.`,
  budget: (p: { timezone: string; jobs: number; micros: number }) =>
    `${p.jobs.toLocaleString('en')} jobs and $${(p.micros / 1_000_000).toFixed(2)} a day, days in ${p.timezone}.`,
  timezoneHint: () =>
    'Set VIDGEN_TIMEZONE to the zone in which your budget counts its days; this home began in UTC, so once with VIDGEN_ALLOW=timezone-change.',
  keys: () => 'Every key that the configured services need is set.',
  keysMissing: (p: { settings: readonly string[] }) =>
    `Not set: ${p.settings.join(', ')}. No worker begins without.`,
  keysHint: () => 'Put it into .env beside the home, or into the environment of the workers.',
  keysOpen: (p: { file: string }) =>
    `${p.file} holds keys, and others on this machine may read it.`,
  keysOpenHint: (p: { file: string }) => `Close it: chmod 600 ${p.file}`,
  sameClock: () => 'The database is on this machine and has its clock.',
  clock: (p: { skewMs: number }) =>
    `The clock is ${seconds(p.skewMs)} away from that of the database's server.`,
  skew: (p: { skewMs: number }) =>
    `The clock is ${seconds(p.skewMs)} ${p.skewMs > 0 ? 'ahead of' : 'behind'} that of the database's server.`,
  skewHint: () =>
    'Set both by NTP: leases run out too early or too late, so that jobs run later than they should; nothing is paid twice.',
  works: (p: { due: number }) =>
    `A worker is at work; ${p.due.toLocaleString('en')} ${p.due === 1 ? 'job is' : 'jobs are'} due.`,
  nothingDue: () => 'No job is due, and no worker runs.',
  nobodyWorks: (p: { due: number }) =>
    `${p.due.toLocaleString('en')} ${p.due === 1 ? 'job is' : 'jobs are'} due, and no worker runs.`,
  nobodyWorksHint: () =>
    'Start one: vidgen worker. If some run, they have another DATABASE_URL or home.',
  nothingLeft: () => 'Nothing was left behind by a crash.',
  left: (p: { leases: number; batches: number }) =>
    `Left behind: ${p.leases} ${p.leases === 1 ? 'job' : 'jobs'} of workers that are gone, ${p.batches} ${p.batches === 1 ? 'batch' : 'batches'} whose enqueue died.`,
  leftHint: () => 'A running worker puts it right within seconds; so does vidgen recover.',
  noApproval: () => 'Nothing waits for an approval.',
  approval: (p: { jobs: number; until: Date | null }) =>
    `${p.jobs} ${p.jobs === 1 ? 'job waits' : 'jobs wait'} for an approval${p.until ? `; the first is cancelled at ${p.until.toISOString().slice(0, 16).replace('T', ' ')} UTC` : ''}.`,
  approvalHint: () => 'vidgen status --status AWAITING_APPROVAL, then vidgen approve',
  ledger: (p: { entries: number }) =>
    `The books balance: ${p.entries.toLocaleString('en')} ${p.entries === 1 ? 'entry' : 'entries'}.`,
  ledgerLeftOut: (p: { jobs: number }) =>
    `The books of ${p.jobs.toLocaleString('en')} jobs take too long to prove here: vidgen ledger verify does.`,
  ledgerWrong: (p: { discrepancies: number }) =>
    `The books do not balance: ${p.discrepancies.toLocaleString('en')} ${p.discrepancies === 1 ? 'discrepancy' : 'discrepancies'}.`,
  ledgerHint: () =>
    'vidgen pause, then vidgen ledger verify names each; vidgen recover closes what ended jobs left open.',
  noHolds: () => 'Nothing is paused.',
  holds: (p: { scopes: string[] }) => `Purchases are paused: ${p.scopes.join(', ')}.`,
  holdsHint: () => 'See why with vidgen status; go on with vidgen resume.',
  review: (p: { jobs: number }) =>
    `${p.jobs} ${p.jobs === 1 ? 'job needs' : 'jobs need'} a decision.`,
  reviewHint: () => 'vidgen status --status NEEDS_REVIEW',
  noChannels: () => 'Alerts go nowhere: VIDGEN_NOTIFY is not set. They stay in the database.',
  alerts: (p: { channels: number; waiting: number }) =>
    `Alerts go to ${p.channels} ${p.channels === 1 ? 'channel' : 'channels'}, ${p.waiting} ${p.waiting === 1 ? 'waits' : 'wait'} for a worker.`,
  alertsFail: (p: { reasons: string[]; waiting: number }) =>
    `${p.waiting} ${p.waiting === 1 ? 'alert waits' : 'alerts wait'}: ${p.reasons.join(' ')}`,
  alertsHint: () =>
    'vidgen notify test tries every channel; what waits is sent when it works again.',
  noReview: () => 'No job needs a decision.',
}
