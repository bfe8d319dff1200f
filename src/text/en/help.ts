/** Headings under which options stand in a command's help. */
export const headings = {
  source: 'What to queue',
  selection: 'Which jobs',
  limit: "The day's limit",
  anew: 'What to make anew',
  rows: 'Reading the file',
  running: 'How it runs',
  period: 'Which time',
  output: 'Output',
  scope: 'What to pause',
  services: 'The AI services',
  asking: 'Asking first',
  review: 'After a review',
  general: 'General',
} as const

/** Options that every command takes. */
export const generalOptions = {
  json: 'one JSON document on stdout, errors too',
  debug: 'stack traces on stderr',
  color: 'no colours (NO_COLOR is respected too)',
  help: 'this help',
}

/** Options that choose jobs, the same everywhere. Several narrow down, values of one widen. */
export const selectionOptions = {
  jobs: 'job ids, or unique pieces of them',
  batch: 'the jobs of a batch; `last` is the newest',
  product: 'the jobs of these products',
  csv: 'the jobs of the products in a CSV file',
  status: 'in these states, such as FAILED',
  error: 'that ended with this error code',
  since: 'queued since then: 2026-11-23, 2h, 3d, today',
  limit: 'at most this many jobs',
}

interface CommandHelp {
  summary: string
  /** More to know, in a few sentences. */
  notes?: string
  examples: readonly (readonly [command: string, meaning: string])[]
  /** Exit codes that this command uses, beside those that every command may end with. */
  exits: readonly (readonly [code: string, meaning: string])[]
}

const done = ['0', 'done'] as const
const usage = ['2', 'wrong usage or configuration; nothing was changed'] as const
const unavailable = ['5', 'a needed service is out of reach'] as const

/** The help of each command, in the order of work. */
export const commandHelp = {
  enqueue: {
    summary: 'Queue a video for each product of a CSV file',
    notes:
      'Every row is checked and the whole batch is held against the day’s limit before anything is queued. The same file twice queues each product once.',
    examples: [
      ['vidgen enqueue --csv products.csv --dry-run', 'what would be queued, and its cost'],
      ['vidgen enqueue --csv products.csv', 'queue it'],
      ['vidgen enqueue --csv products.csv --take 5', 'a pilot of five videos'],
      ['shop-export | vidgen enqueue --csv - --on-limit defer', 'from a pipe, over several days'],
    ],
    exits: [
      ['0', 'queued, or nothing had to be'],
      ['2', 'wrong usage, configuration or rows; nothing was queued'],
      ['3', 'refused by the limit; nothing was queued'],
      ['4', 'queued in part: rows were rejected or trimmed'],
      unavailable,
      ['130/143', 'interrupted; nothing was queued'],
    ],
  },
  worker: {
    summary: 'Make the videos that are queued',
    notes:
      'The first ^C (or SIGTERM) takes no new jobs and finishes the running ones; the second stops at once and hands them back. Nothing that was bought is lost either way.',
    examples: [
      ['vidgen worker', 'run until stopped'],
      ['vidgen worker --drain', 'end when nothing is left to do'],
      ['vidgen worker --concurrency 8', 'eight jobs at once'],
    ],
    exits: [
      ['0', 'drained, or stopped after finishing its jobs'],
      usage,
      ['4', 'with --drain or --max-jobs: some jobs failed'],
      ['5', 'a needed service is out of reach, or work is paused'],
      ['130/143', 'stopped at once by a second signal'],
    ],
  },
  status: {
    summary: 'What is running, waiting and done',
    notes: 'Without a choice: holds, today’s batches, running and recent jobs.',
    examples: [
      ['vidgen status', 'the overview'],
      ['vidgen status --watch', 'the overview, live'],
      ['vidgen status --status FAILED --batch last', 'what failed, and why'],
      ['vidgen status --batch last --wait', 'wait until that batch has ended'],
    ],
    exits: [
      ['0', 'done; with --wait: every job completed'],
      ['1', 'no such job or batch'],
      usage,
      ['4', 'with --wait: some jobs did not complete'],
      ['130/143', 'interrupted'],
    ],
  },
  stats: {
    summary: 'Counts and money of a time',
    examples: [
      ['vidgen stats --today', 'today so far'],
      ['vidgen stats --from 2026-11-01 --to 2026-11-30 --by day', 'a month, day by day'],
      ['vidgen stats --by provider --json', 'for a dashboard'],
    ],
    exits: [done, usage],
  },
  report: {
    summary: 'The cost report of a day, week or month',
    examples: [
      ['vidgen report', 'today'],
      ['vidgen report --period month --format html --out november.html', 'a page to send on'],
      ['vidgen report --period month --of yesterday', 'on the 1st: the month that has ended'],
      ['vidgen report --from 2026-11-01 --to 2026-11-15 --format csv', 'for a spreadsheet'],
    ],
    exits: [done, ['1', 'the file could not be written'], usage],
  },
  retry: {
    summary: 'Run failed or cancelled jobs again',
    notes: 'What was bought is kept; only what is still to buy is reserved, under today’s limit.',
    examples: [
      ['vidgen retry --status FAILED --dry-run', 'what it would do, and its cost'],
      ['vidgen retry --batch last --status FAILED', 'the failed jobs of the newest batch'],
      ['vidgen retry 4K7Q2M9X', 'one job, by the end of its id'],
      ['vidgen retry 4K7Q2M9X --confirm-unpaid', 'after a review: it was never billed'],
    ],
    exits: [
      ['0', 'queued again, or none matched'],
      ['1', 'no such job, or you declined'],
      usage,
      ['3', 'refused by the limit; nothing was changed'],
      ['4', 'queued again in part'],
      unavailable,
    ],
  },
  adopt: {
    summary: 'Attach a result that was bought to a job in review',
    notes:
      'For a job in NEEDS_REVIEW whose request you found in the provider’s own list: it goes on with that result, which is not bought again.',
    examples: [
      ['vidgen status --status NEEDS_REVIEW', 'which jobs need a decision, and why'],
      ['vidgen adopt 4K7Q2M9X --request-id 764cabcf-b745', 'go on with that request'],
    ],
    exits: [
      ['0', 'the job goes on'],
      ['1', 'no such job, not in review, or the provider does not know the request'],
      usage,
      ['5', 'the provider or the database is out of reach'],
    ],
  },
  cancel: {
    summary: 'Stop jobs before their next purchase',
    notes: 'What was bought is kept, so that a retry does not buy it again.',
    examples: [
      ['vidgen cancel --batch last', 'the whole newest batch'],
      ['vidgen cancel --product p-1001 p-1002', 'the jobs of two products'],
      ['vidgen cancel --status DEFERRED --dry-run', 'what it would do'],
    ],
    exits: [['0', 'cancelled, or none matched'], ['1', 'no such job, or you declined'], usage],
  },
  export: {
    summary: 'What the shop takes back: product, video, poster, status, cost',
    notes: 'One row a product, its newest job. Without a choice: every product.',
    examples: [
      ['vidgen export --out videos.csv', 'everything'],
      ['vidgen export --batch last --status COMPLETED', 'the videos of the newest batch'],
      ['vidgen export --changed-since 1d --format jsonl', 'what changed since yesterday'],
    ],
    exits: [done, ['1', 'no such job, or the file could not be written'], usage],
  },
  pause: {
    summary: 'Buy nothing more until resumed',
    notes: 'Work that was bought goes on: renders are fetched, stored and published.',
    examples: [
      ['vidgen pause --reason "price check"', 'everything'],
      ['vidgen pause --provider fal', 'one provider'],
    ],
    exits: [done, usage],
  },
  resume: {
    summary: 'End a pause',
    examples: [
      ['vidgen resume', 'every pause'],
      ['vidgen resume --provider fal', 'that provider’s'],
    ],
    exits: [done, usage],
  },
  doctor: {
    summary: 'Check that everything needed is there and healthy',
    examples: [
      ['vidgen doctor', 'findings, and what to do'],
      ['vidgen doctor --json', 'for monitoring'],
      ['vidgen doctor --live', 'also ask the AI services; costs nothing'],
      ['vidgen doctor --live --spend', 'make one real video, after asking with its price'],
    ],
    exits: [['0', 'healthy'], ['1', 'something needs attention'], usage],
  },
  import: {
    summary: 'Move a finished home into the database and storage of the settings',
    notes:
      'From SQLite and a folder to PostgreSQL and S3: everything a home has, its videos first, then its rows with the new addresses. All of its jobs must have ended, and the new database must be empty. Run it again after an interruption: it goes on where it stopped.',
    examples: [
      ['vidgen import --dry-run', 'what of this home would be moved'],
      ['vidgen import', 'move it to where DATABASE_URL and S3_BUCKET point'],
      ['vidgen import --from /srv/old/.vidgen', 'another home'],
    ],
    exits: [
      ['0', 'moved, or it was already'],
      ['1', 'the home is not finished, the database not empty, or a video is gone'],
      usage,
      unavailable,
    ],
  },
  local: {
    summary: 'The private Redis of this home: status or stop',
    examples: [
      ['vidgen local status', 'is it running, and where is the data'],
      ['vidgen local stop', 'stop it; the next command starts it again'],
    ],
    exits: [done, usage],
  },
  config: {
    summary: 'Every setting, its value and where it comes from',
    examples: [
      ['vidgen config --explain', 'all of them, secrets masked'],
      ['vidgen config --json', 'for a script'],
    ],
    exits: [done, usage],
  },
} as const satisfies Record<string, CommandHelp>

/** A command of this version. */
export type CommandName = keyof typeof commandHelp

/** The first page. */
export const frontPage = {
  examples: [
    ['vidgen enqueue --csv products.csv --dry-run', 'what would be queued, and its cost'],
    ['vidgen enqueue --csv products.csv', 'queue a video for each product'],
    ['vidgen worker --drain', 'make the videos, then end'],
    ['vidgen status', 'what is running, waiting and done'],
  ],
  usage: 'vidgen <command> [options]',
  commands: 'Commands, in the order of work',
  unconfigured:
    'With nothing configured vidgen works by itself: SQLite, a private Redis and offline AI services that cost nothing, all in the folder .vidgen. Settings come from the environment or a .env file beside it; `vidgen config --explain` lists them.',
  more: 'Examples, options and exit codes of a command: `vidgen <command> --help`',
} as const

/** Words between the parts of a help page. */
export const helpWords = {
  examples: 'Examples',
  usage: 'Usage',
  exits: 'Exit codes',
}

/** Options of single commands: `<command>.<option>`. */
export const optionHelp = {
  import: {
    from: 'the home to move; else this one',
    dryRun: 'say what would be moved, copy nothing',
  },
  enqueue: {
    csv: 'the CSV file; `-` reads standard input',
    product: 'products that vidgen knows already',
    take: 'a pilot: at most this many videos',
    perDay: 'at most this many a day; the rest is deferred',
    onLimit: 'when the day has too little room: reject (default), trim or defer',
    first: 'before other deferred batches',
    force: 'also products that have a video: make a new one',
    fresh: 'buy everything anew, reuse no frames',
    changed: 'also products whose picture or options changed',
    column: 'a column by its name in the file: product_id=상품코드',
    encoding: 'the encoding, where it is not recognised: utf-8, cp949, …',
    skipInvalid: 'queue the valid rows though some are not',
    rejects: 'write rejected and trimmed rows with their reasons to this file',
    dryRun: 'check, plan and count only; queue nothing',
    yes: 'do not ask',
  },
  worker: {
    concurrency: 'jobs at once (VIDGEN_CONCURRENCY)',
    drain: 'end when nothing is queued, running or retrying',
    maxJobs: 'end after this many jobs',
    shutdownTimeout: 'how long the first signal waits for running jobs: 30s, 2m',
  },
  status: {
    watch: 'show it live, until ^C',
    wait: 'wait until the chosen jobs have ended',
  },
  stats: {
    today: 'today (the default)',
    from: 'first day: 2026-11-01, today, yesterday',
    to: 'last day, included; today if left out',
    by: 'in groups: day, service, provider, step, status or category',
  },
  report: {
    period: 'the day (default), week or month of today, or of the day that --of names',
    of: 'that of this day: 2026-11-01, yesterday',
    bom: 'with --format csv: begin as Excel needs it to read UTF-8',
    format: 'table (default), md, csv, json or html',
    out: 'write it to this file',
  },
  change: {
    dryRun: 'only show what it would do',
    yes: 'do not ask',
    onLimit: 'when the day has too little room: reject (default), trim or defer',
    confirmUnpaid: 'jobs in review: the provider never billed the lost call',
    confirmPaid: 'jobs in review: it was billed and its result is lost; buy it again',
    requestId: 'the request as the provider lists it',
  },
  export: {
    changedSince: 'what changed since then: 2026-11-23, 2h, 3d, today',
    format: 'csv (default), json or jsonl',
    out: 'write it to this file, whole or not at all',
  },
  pause: {
    provider: 'only this provider: offline, gemini, fal, …',
    reason: 'why, for those who will see it',
    resumeProvider: 'only the pause of this provider',
  },
  doctor: {
    live: 'make one free call to each AI service',
    spend: 'with --live: make and pay for one real video of an example',
  },
  config: {
    explain: 'what each setting means too (the default)',
  },
} as const
