/** Headings under which options stand in a command's help. */
export const headings = {
  source: 'What to queue',
  moving: 'What to move',
  selection: 'Which jobs',
  limit: "The day's limit",
  limits: 'Which limit, and what it is to be',
  anew: 'What to make anew',
  rows: 'Reading the file',
  running: 'How it runs',
  period: 'Which time',
  output: 'Output',
  sending: 'Sending it',
  scope: 'What to pause',
  services: 'The AI services',
  keeping: 'What to keep',
  asking: 'Asking first',
  review: 'After a review',
  decision: 'The decision',
  listening: 'Where it listens',
  accounts: 'Who may do what',
  general: 'General',
} as const

/** Options that every command takes. */
export const generalOptions = {
  json: 'one JSON document on stdout, errors too',
  debug: 'stack traces on stderr',
  color: 'no colours (NO_COLOR is respected too)',
  lang: 'the language: en or ko (VIDGEN_LANG)',
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
      [
        'vidgen status --batch last --wait --html sheet.html',
        'wait until that batch has ended, then write a page of its frames and videos',
      ],
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
      ['vidgen report --from 2026-11-01 --to 2026-11-15 --format csv', 'for a spreadsheet'],
      ['vidgen report --of yesterday --notify', 'from cron, to the channels'],
    ],
    exits: [
      done,
      ['1', 'the file could not be written'],
      usage,
      ['5', 'with --notify: a channel did not take it; a worker tries again'],
    ],
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
  approve: {
    summary: 'Let jobs go on that wait for a person',
    notes:
      'Jobs wait before anything is bought (enqueue --hold cost, or a batch above VIDGEN_APPROVAL_ABOVE_USD), before a purchase that became dearer, or before their video is published (--hold video). Nothing is paid for publishing. What nobody approves is cancelled after VIDGEN_APPROVAL_EXPIRES_DAYS.',
    examples: [
      ['vidgen status --status AWAITING_APPROVAL', 'what waits, for what, and until when'],
      ['vidgen approve --batch last --dry-run', 'how many, and what they may spend'],
      ['vidgen approve --batch last', 'the newest batch goes on'],
      ['vidgen approve 4K7Q2M9X --reject --reason "too dark"', 'cancel one, and say why'],
    ],
    exits: [
      ['0', 'decided, or none matched'],
      ['1', 'no such job, or you declined'],
      usage,
      ['3', 'refused by the limit; nothing was changed'],
      ['4', 'approved in part'],
      unavailable,
    ],
  },
  unpublish: {
    summary: 'Take videos from their products, or bring them back',
    notes:
      'A product shows its previous video again, or none. Only videos that are shown now are meant; the files themselves stay. A product with an unfinished job is not retired.',
    examples: [
      ['vidgen unpublish 4K7Q2M9X --reason "wrong colour"', 'back to the video before'],
      ['vidgen unpublish --product tee-coral --dry-run', 'what it would show then'],
      ['vidgen unpublish --product p-1001 p-1002 --retire', 'these are gone from the shop'],
      ['vidgen unpublish --product tee-coral --restore', 'undo either'],
    ],
    exits: [
      ['0', 'done, or none matched'],
      ['1', 'no such job, or you declined'],
      usage,
      unavailable,
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
      ['vidgen export --bom --out videos.csv', 'a file that Excel opens as it is'],
    ],
    exits: [done, ['1', 'no such job, or the file could not be written'], usage],
  },
  limit: {
    summary: 'The limits in force, or another one for today or this month',
    notes:
      'Shows what is reserved, spent and left of every limit. A limit that you set holds in place of the settings of all hosts until the day or month ends (VIDGEN_TIMEZONE); your name and reason stand in refusals, stats and the audit log. One below what is reserved already undoes nothing, but lets nothing new in, and purchases beyond it wait.',
    examples: [
      ['vidgen limit', 'what is left of each limit'],
      ['vidgen limit --jobs 300 --usd 120 --reason "autumn sale"', 'more for today'],
      ['vidgen limit --month --provider fal --usd 500 --reason "budget of Q4"', 'of one provider'],
      ['vidgen limit --end', 'back to the settings today'],
    ],
    exits: [done, ['1', 'you declined'], usage],
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
  serve: {
    summary: 'The admin API and dashboard',
    notes:
      'For the people who do not use a terminal, and for programs (docs/api.md). Another host than loopback needs --origin https://…, with TLS ended here or by a proxy.',
    examples: [
      ['vidgen serve', 'on this machine: http://127.0.0.1:4680'],
      [
        'vidgen serve --origin https://video.shop.example --trust-proxy',
        'behind a proxy on this machine that ends TLS',
      ],
    ],
    exits: [['0', 'stopped by ^C or SIGTERM'], usage, unavailable],
  },
  user: {
    summary: 'Who may sign in: add, list, remove, password or role',
    notes:
      'A viewer reads; an operator also queues, retries, cancels and pauses; an admin also manages users and tokens. A new password or role signs the user out everywhere.',
    examples: [
      ['vidgen user add kim --role admin', 'asks for the password, twice'],
      ['vidgen user add lee --password-stdin', 'a viewer, the password from a pipe'],
      ['vidgen user role lee --role operator', 'another role'],
      ['vidgen user password lee', 'another password'],
    ],
    exits: [done, ['1', 'no such user, one of that name, the last admin, or you declined'], usage],
  },
  token: {
    summary: 'Tokens for programs that call the admin API: create, list or revoke',
    examples: [
      ['vidgen token create shop-sync --role operator', 'prints the token, this once'],
      ['vidgen token list', 'which there are, and when each was last used'],
      ['vidgen token revoke shop-sync', 'ends it at once'],
    ],
    exits: [done, ['1', 'no such token, one of that name, or you declined'], usage],
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
  cleanup: {
    summary: 'Remove what is old and nobody needs any more',
    notes:
      'Frames and raw videos of jobs that ended (VIDGEN_KEEP_FRAMES_DAYS ago), videos that were replaced, half-written files, old events and notifications. Never what a product points to, never jobs, calls or the ledger. Stopped in the middle it goes on where it was when it is run again. VIDGEN_KEEP_DAYS lets workers do it once a day.',
    examples: [
      ['vidgen cleanup --dry-run', 'what it would remove, and how much that frees'],
      ['vidgen cleanup --older-than 90d', 'remove it, after asking'],
      ['vidgen cleanup --older-than 90d --yes', 'for cron'],
    ],
    exits: [done, ['1', 'you declined, or the storage refuses'], usage, unavailable],
  },
  recover: {
    summary: 'Put right now what a crash left behind',
    notes:
      'What workers repair by themselves, at once and told: leases that ran out, batches whose enqueue died, deliveries that were lost, reservations and calls of ended jobs, unfinished uploads, artefacts that nobody needs. It buys nothing.',
    examples: [
      ['vidgen recover --dry-run', 'what there is to repair'],
      ['vidgen recover', 'repair it'],
    ],
    exits: [
      ['0', 'repaired, or there was nothing to repair'],
      ['1', 'a repair failed'],
      usage,
      ['5', 'Redis or another part is out of reach; what does not need it was repaired'],
    ],
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
  ledger: {
    summary: 'Prove that the books balance: verify',
    notes:
      'Holds every entry of the ledger against the days, jobs and calls that it is about, and names each amount that does not agree, with its job, day and difference. Changes nothing, and may run beside workers.',
    examples: [
      ['vidgen ledger verify', 'the proof'],
      ['vidgen ledger verify --json', 'for monitoring'],
    ],
    exits: [['0', 'the books balance'], ['1', 'something does not agree'], usage, unavailable],
  },
  notify: {
    summary: 'Try the channels that alerts and reports go to',
    notes: 'Sends a test to each channel of VIDGEN_NOTIFY and says what it answered.',
    examples: [
      ['vidgen notify test', 'what each channel answers'],
      ['vidgen notify test --json', 'for monitoring'],
    ],
    exits: [
      ['0', 'every channel took it'],
      ['2', 'wrong usage or configuration, or no channel is set'],
      ['5', 'a channel did not take it'],
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
  completion: {
    summary: 'Completion for the shell: bash, zsh or fish',
    examples: [
      [
        'source <(vidgen completion bash)',
        'bash and zsh: put this line into ~/.bashrc or ~/.zshrc',
      ],
      ['vidgen completion fish | source', 'fish: into ~/.config/fish/config.fish'],
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
  options: '[options]',
  exits: 'Exit codes',
}

/** Options of single commands: `<command>.<option>`. */
export const optionHelp = {
  cleanup: {
    olderThan: 'keep what is younger: 90d (or VIDGEN_KEEP_DAYS), 12w',
    dryRun: 'only say what it would remove',
    yes: 'do not ask',
  },
  recover: {
    dryRun: 'only say what there is to repair',
  },
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
    force:
      'also products that have a video: make a new one; frames that stay the same are used again',
    fresh: 'buy everything anew, reuse no frames',
    changed: 'also products whose picture or options changed',
    column: 'a column by its name in the file: product_id=상품코드',
    encoding: 'the encoding, where it is not recognised: utf-8, cp949, …',
    skipInvalid: 'queue the valid rows though some are not',
    rejects: 'write rejected and trimmed rows with their reasons to this file',
    hold: 'wait for `vidgen approve`: cost, before anything is bought; video, before it is published',
    dryRun: 'check, plan and count only; queue nothing',
    yes: 'do not ask',
  },
  worker: {
    concurrency: 'jobs at once (VIDGEN_CONCURRENCY)',
    drain: 'end when nothing is queued, running or retrying',
    maxJobs: 'end after this many jobs',
    shutdownTimeout:
      'how long the first signal waits for running jobs: 30s, 2m; a number alone is seconds',
    heartbeat: 'touch this file every second, for a health check',
    logFile: 'write the log to the end of this file, as JSON lines',
    metricsPort: 'where Prometheus finds /metrics; nobody has to sign in there',
    metricsHost: 'the address for that; 127.0.0.1 unless given',
  },
  status: {
    watch: 'show it live, until ^C',
    wait: 'wait until the chosen jobs have ended',
    html: 'write a contact sheet of the chosen jobs: frames and playing videos on one page',
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
    notify: 'also send it to the channels of VIDGEN_NOTIFY, once a day for each period',
    again: 'with --notify: though it was sent today',
    againAlone: '--notify beside --again',
  },
  change: {
    dryRun: 'only show what it would do',
    yes: 'do not ask',
    onLimit: 'when the day has too little room: reject (default), trim or defer',
    confirmUnpaid: 'jobs in review: the provider never billed the lost call',
    confirmPaid: 'jobs in review: it was billed and its result is lost; buy it again',
    reject: 'cancel them instead: money not spent is given back, what was bought is kept',
    reason: 'why, for those who read the history of the job',
    retire: 'the products are discontinued: they show nothing, and enqueue skips them',
    restore: 'undo: show what was last taken off, take retired products back',
    requestId: 'the request as the provider lists it',
  },
  export: {
    changedSince: 'what changed since then: 2026-11-23, 2h, 3d, today',
    format: 'csv (default), json or jsonl',
    out: 'write it to this file, whole or not at all',
    bom: 'with --format csv: begin as Excel needs it to read UTF-8',
  },
  limit: {
    today: 'of today (the default)',
    month: 'of this calendar month',
    provider: 'of what one provider is paid: offline, gemini, fal, …',
    jobs: 'videos at most',
    usd: 'US dollars at most',
    end: 'back to the settings',
    reason: 'why, for those who meet the limit; must be given with --jobs and --usd',
    what: '--jobs, --usd or --end',
  },
  pause: {
    provider: 'only this provider: offline, gemini, fal, …',
    reason: 'why, for those who will see it',
    resumeProvider: 'only the pause of this provider',
  },
  serve: {
    host: 'the address to listen on; 127.0.0.1 unless given',
    port: 'the port; 4680 unless given, 0 takes any that is free',
    origin: 'the public address, such as https://video.shop.example',
    tlsCert: 'certificate chain (PEM), where TLS ends here',
    tlsKey: 'its private key (PEM)',
    trustProxy: 'take the client’s address from the last of X-Forwarded-For',
    rate: 'requests a second of each user or token; 100 unless given',
    accessLog: 'a line for every request, not only for changes and failures',
    shutdownTimeout:
      'how long requests under way may take once it stops: 10s, 1m; a number alone is seconds',
  },
  user: {
    role: 'viewer (default), operator or admin',
    passwordStdin: 'read the password from standard input',
    yes: 'do not ask before removing',
  },
  token: {
    role: 'viewer (default), operator or admin',
    days: 'how long it is good; 90 unless given',
    yes: 'do not ask before revoking',
  },
  doctor: {
    live: 'make one free call to each AI service',
    spend: 'with --live: make and pay for one real video of an example',
  },
  config: {
    explain: 'what each setting means too (the default)',
  },
} as const
