/** Every sentence of the dashboard, in English; `text-ko.ts` has them in Korean. */
import type { Translated } from '../text/spoken.ts'
import { wordTexts } from '../text/en/words.ts'
import { usd } from '../text/money.ts'
import { chosenLanguage } from './language.ts'
import { many } from './text-count.ts'
import { ko } from './text-ko.ts'
import { manage } from './text-manage.ts'
import type { JobStatus, StepName } from './types.ts'

const status: Record<JobStatus, string> = {
  DEFERRED: 'For another day',
  AWAITING_APPROVAL: 'Awaits approval',
  QUEUED: 'Queued',
  GENERATING_IMAGES: 'Making frames',
  GENERATING_VIDEO: 'Making video',
  UPLOADING: 'Storing',
  RETRYING: 'Trying again',
  NEEDS_REVIEW: 'Needs review',
  COMPLETED: 'Video ready',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
}

const step: Record<StepName, string> = {
  START_FRAME: 'Start frame',
  END_FRAME: 'End frame',
  VIDEO: 'Video',
  UPLOAD: 'Store',
  PUBLISH: 'Publish',
}

const en = {
  language: 'en',
  brand: 'vidgen',
  money: usd,
  date: (at: string) =>
    new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(
      new Date(at),
    ),
  day: (day: string) =>
    new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
      new Date(day),
    ),
  /** The other language, in its own words, for whoever can't read this one. */
  otherLanguage: { code: 'ko', name: '한국어' },
  month: (month: string) =>
    new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(month),
    ),
  percent: (n: number) => `${n} %`,
  none: '–',
  status,
  noVideo: 'No video',
  step,
  shell: {
    skip: 'Skip to content',
    nav: 'Pages',
    products: 'Products',
    jobs: 'Jobs',
    costs: 'Costs',
    pauses: 'Pauses',
    people: 'People',
    log: 'Log',
    password: 'Password',
    signOut: 'Sign out',
    role: { viewer: 'viewer', operator: 'operator', admin: 'admin' },
    live: 'Live',
    reconnecting: 'No connection. Trying again…',
    rehearsal: 'Rehearsal',
    rehearsalTitle: 'Offline services make the pictures and videos: no real money is spent',
    paused: (scope: string, by: string, reason: string) =>
      `${scope === 'all' ? 'Everything' : scope} is paused by ${by}: ${reason}`,
    notFound: 'There is no such page.',
  },
  errors: {
    title: 'That did not work',
    offline: 'The server cannot be reached. Check the connection; what is shown may be old.',
    unreadable: (status: number) => `The server answered with ${status}.`,
    again: 'Try again',
    viewer: 'You may look, but not change anything: your role is viewer.',
  },
  loading: 'Loading…',
  more: 'Show more',
  close: 'Close',
  signIn: {
    title: 'Sign in',
    name: 'Name',
    password: 'Password',
    submit: 'Sign in',
    wait: 'Signing in…',
    help: 'An admin makes users at the terminal: `vidgen user add NAME`',
  },
  products: {
    title: 'Products',
    search: 'Search',
    searchHint: 'Id or name',
    state: 'Video',
    anyState: 'Any state',
    choose: (name: string) => `Choose ${name}`,
    chooseAll: 'Choose all shown',
    chosen: (n: number) => `${many(n, 'product')} chosen`,
    clear: 'Clear',
    upload: 'Upload CSV',
    empty: 'No products yet. Upload a CSV file to begin.',
    emptySearch: 'No product is like that.',
    list: 'Products with their videos',
    product: 'Product',
    cost: 'Cost',
    changed: 'Since',
    picture: (name: string) => `Picture of ${name}`,
    openJob: (name: string) => `Job of ${name}`,
    count: (n: number, more: boolean) => `${many(n, 'product')}${more ? ' so far' : ''}`,
  },
  generate: {
    title: 'Generate video',
    button: (n: number) => (n > 1 ? `Generate ${n} videos` : 'Generate video'),
    asking: 'Working out what it would cost…',
    plan: (n: number) => many(n, 'video'),
    estimate: 'Estimate',
    probably: (p: { likelyMicros: number; lowMicros: number; highMicros: number }) =>
      p.lowMicros === p.highMicros
        ? usd(p.likelyMicros)
        : `${usd(p.likelyMicros)} (${usd(p.lowMicros)} to ${usd(p.highMicros)})`,
    basis: (p: { provider: string; basis: string; videos: number; free: boolean }) =>
      `${p.provider}: ${
        p.basis === 'prices' ? 'by the price table' : `as ${many(p.videos, 'video')} cost lately`
      }${p.free ? '; offline, nobody is paid' : ''}`,
    reserved: 'Reserved now; what is not spent is given back.',
    today: (day: string, zone: string) => `Limit of ${day} (${zone})`,
    nothing: 'Nothing to do: nothing would be queued.',
    mend: 'Mend the file, or leave the bad rows out: as it is nothing would be queued.',
    skipped: {
      active: (n: number) => `${many(n, 'product')} with a video in the making`,
      completed: (n: number) => `${many(n, 'product')} with a video already`,
      duplicate: (n: number) => `${many(n, 'row')} twice in the file`,
      failed: (n: number) => `${many(n, 'product')} whose job failed: retry the job`,
      cancelled: (n: number) => `${many(n, 'product')} whose job was cancelled: retry the job`,
      review: (n: number) => `${many(n, 'product')} in review`,
      retired: (n: number) => `${many(n, 'product')} retired`,
      changed: (n: number) => `${many(n, 'product')} changed since their video was made`,
    },
    leftAlone: 'Left alone:',
    force: 'Make a new video also where there is one, or where a job ended without one',
    awaiting: (n: number) => `${many(n, 'video')} to wait for approval before anything is bought.`,
    deferred: (n: number) => `${many(n, 'video')} for another day`,
    overLimit: 'Over the limit of today.',
    defer: 'Make as many as fit today, the rest on the next days',
    confirm: (n: number, micros: number) => `Generate ${many(n, 'video')} for about ${usd(micros)}`,
    done: (n: number) => `${many(n, 'video')} queued.`,
    seeJobs: 'See the jobs',
    cancel: 'Cancel',
  },
  upload: {
    title: 'Upload CSV',
    file: 'CSV file',
    fileHint: 'Columns product_id, image_url; perhaps name, model_type, category, prompt.',
    pictures: 'Pictures',
    picturesHint: 'Those that the file names by their path. Not needed for https addresses.',
    check: 'Check the file',
    checking: 'Checking…',
    rows: (rows: number, valid: number) => `${many(rows, 'row')}, ${valid} of them good`,
    bad: (n: number) => `${many(n, 'row')} can't be used`,
    badTable: 'Rows that can’t be used',
    line: 'Line',
    column: 'Column',
    value: 'Value',
    problem: 'What is wrong',
    skip: 'Leave bad rows out and queue the others',
    fresh: (created: number, known: number, changed: number) =>
      `${created} new, ${known} known, ${changed} changed`,
  },
  wishes: {
    title: 'More options',
    holdCost: 'Wait for my approval before anything is bought',
    holdVideo: 'Wait for my approval before the videos are published',
    take: 'Only so many of them, as a pilot',
    all: 'All',
  },
  awaits: {
    cost: (micros: number) => `Waits for approval of its cost, ${usd(micros)}.`,
    price: (micros: number) =>
      `Waits for approval: its next purchase costs ${usd(micros)}, more than was reserved.`,
    video: () =>
      'The video is made and waits for approval before it is published; that costs nothing.',
    until: (date: string) => `Not approved until ${date}, it is cancelled.`,
    day: 'Waits for a day with room under the limit.',
    unpriced: 'Waits for its price, and goes on by itself once workers know it.',
    again: (date: string) => `Next try ${date}.`,
  },
  jobs: {
    title: 'Jobs',
    list: 'Jobs, the newest first',
    status: 'Status',
    anyStatus: 'Any status',
    product: 'Product id',
    since: 'Queued since',
    batch: 'Batch',
    allBatches: 'All batches',
    empty: 'No jobs are like that.',
    emptyAll: 'No jobs yet. Choose products and generate their videos.',
    cost: 'Cost',
    queued: 'Queued',
    progress: 'Progress',
    progressOf: (name: string) => `Progress of ${name}`,
    export: 'Export',
    exportAs: (format: string) => `Export as ${format}`,
    count: (n: number, more: boolean) => `${many(n, 'job')}${more ? ' so far' : ''}`,
  },
  job: {
    back: 'All jobs',
    media: 'Pictures and video',
    picture: 'Product picture',
    startFrame: 'Start frame',
    endFrame: 'End frame',
    video: 'Video',
    notYet: 'Not made yet',
    steps: 'Steps',
    prompt: 'Prompt',
    receipt: 'Receipt',
    promptAndReceipt: 'Prompt, receipt',
    seed: 'Seed',
    calls: 'Purchases',
    service: 'Service',
    outcome: 'Outcome',
    cost: 'Cost',
    estimate: 'Estimate',
    attempt: 'Attempt',
    attempts: (n: number, of: number) => `${n} of ${of}`,
    options: 'Video',
    optionsOf: (seconds: number, resolution: string) => `${seconds} s, ${resolution}`,
    batch: 'Batch',
    queuedAt: 'Queued',
    finishedAt: 'Ended',
    worker: 'Worker',
    events: 'History',
    when: 'When',
    what: 'What',
    /** What happened, by its name in the history. */
    event: (type: string) => wordTexts.event(type).replaceAll('-', ' '),
    change: 'Change',
    who: 'Who',
    stepState: {
      done: 'done',
      removed: 'done, removed since',
      open: 'under way',
      waiting: 'waiting',
    },
    outcomes: {
      INTENT: 'begun',
      ACCEPTED: 'accepted',
      SUCCEEDED: 'bought',
      FAILED: 'failed',
      UNKNOWN: 'unknown',
      VOID: 'void',
    } as Record<string, string>,
    cancelRequested: 'Ends before its next purchase.',
    retry: 'Retry',
    cancel: 'Cancel job',
    approve: 'Approve',
    reject: 'Reject',
    rejectReason: 'Reason, for those who read the history',
    adopt: 'Attach a result',
    adoptHelp: 'The id of the request in the provider’s own list.',
    requestId: 'Request id',
    unknownHelp:
      'The answer of a purchase was lost. Look it up in the provider’s own list, then say what you found.',
    sayFound: {
      paid: 'Count the lost purchase as paid, and buy it once more?',
      unpaid: 'Was it not billed? It is bought now.',
    },
    retryPaid: 'Retry: it was billed',
    retryUnpaid: 'Retry: it was not billed',
    sure: {
      cancel: 'Cancel this job? What was bought is kept, the rest is given back.',
      reject: 'Reject? The job is cancelled; what was bought is kept.',
    },
    yes: 'Yes',
    no: 'No',
    did: {
      retry: 'Queued again.',
      cancel: 'Cancelled, or about to end.',
      approve: 'Approved.',
      adopt: 'Attached: the job goes on with it.',
      reject: 'Rejected.',
    },
  },
  ...manage,
}

export type English = typeof en

/** All of it in the reader's language, which stays the same until the page is loaded anew. */
export const text: Translated<English> = chosenLanguage() === 'ko' ? ko : en
