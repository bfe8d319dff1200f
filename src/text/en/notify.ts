import type {
  ApprovalAlert,
  BatchAlert,
  CostAlert,
  FailuresAlert,
  HoldAlert,
  LimitAlert,
  ReviewAlert,
  TestAlert,
} from '../../notify/alert.ts'
import type { ReportResult } from '../../results.ts'
import type { Description } from '../describe.ts'
import { count, counted, usd, usdSetting } from '../money.ts'
import { reportTexts } from './reports.ts'

const tryIt = 'vidgen notify test tries it.'

/** Errors of alerts and of the channels that they go to: code → message and hint. */
export const notifyErrors = {
  NOTIFY_NO_CHANNEL: () => ({
    message: 'There is nobody to send to: VIDGEN_NOTIFY is not set.',
    hint: 'Put the address of a webhook or of a person into it, as in .env.example.',
  }),
  NOTIFY_UNREACHABLE: (p: { channel: string; reason: string }) => ({
    message: `${p.channel} can't be reached: ${p.reason}.`,
    hint: `Check its address in VIDGEN_NOTIFY (for mail VIDGEN_SMTP_URL) and the network; ${tryIt}`,
  }),
  NOTIFY_TIMEOUT: (p: { channel: string; seconds: number }) => ({
    message: `${p.channel} did not answer within ${p.seconds} s.`,
    hint: `Check that it works; ${tryIt}`,
  }),
  NOTIFY_REFUSED: (p: { channel: string; status: number; answer: string }) => ({
    message: `${p.channel} answered HTTP ${p.status}${p.answer === '' ? '' : `: ${p.answer}`}.`,
    hint: `Check its address in VIDGEN_NOTIFY, and what it wants; ${tryIt}`,
  }),
  NOTIFY_REDIRECTED: (p: { channel: string; status: number }) => ({
    message: `${p.channel} answered HTTP ${p.status}, a redirect, which is not followed.`,
    hint: 'Put the address that it leads to into VIDGEN_NOTIFY.',
  }),
  NOTIFY_ADDRESS_REFUSED: (p: { channel: string; address: string }) => ({
    message: `${p.channel} leads to ${p.address}, which is not on the public internet.`,
    hint: 'Where it lies in your own network: VIDGEN_ALLOW=private-addresses.',
  }),
  NOTIFY_MAIL_REFUSED: (p: { channel: string; reason: string }) => ({
    message: `The mail server did not take a message for ${p.channel}: ${p.reason}.`,
    hint: `Check VIDGEN_SMTP_URL and VIDGEN_MAIL_FROM; ${tryIt}`,
  }),
}

/** What a notification says in every channel. */
export interface AlertText {
  title: string
  lines: string[]
  /** What to do: commands and sentences. */
  next: string[]
}

type Describe = (code: string, params: unknown) => Description

/** The end of an id is enough for a command. */
const short = (id: string) => id.slice(-8)

/** The sentences of each kind of notification. */
export const alertTexts = {
  limit: ({ period, provider, measure, percent, used, limit }: LimitAlert): AlertText => {
    const of = `the limit of ${period}${provider === '' ? '' : ` for ${provider}`}`
    const use =
      measure === 'jobs'
        ? `${count(used)} of ${counted(limit, 'job')}`
        : `${usd(used)} of ${usdSetting(limit)}`
    return {
      title:
        percent < 100
          ? `${percent}% of ${of} is used`
          : `${of.replace('the', 'The')} is reached${percent > 100 ? `, ${percent}% of it used` : ''}`,
      lines: [
        `Reserved or spent: ${use}.`,
        ...(percent < 100 ? [] : ['What does not fit any more is deferred or refused.']),
      ],
      next: ['vidgen status'],
    }
  },
  failures: (p: FailuresAlert, describe: Describe): AlertText => {
    const { message, hint } = describe(p.code, p.params)
    const usual = p.usualPercent === null ? '' : `, ${p.usualPercent}% in the 7 days before`
    return {
      title: `${count(p.failed)} of ${counted(p.ended, 'video')} failed in the last ${minutes(p.windowMin)}`,
      lines: [
        `That is ${Math.round((100 * p.failed) / p.ended)}%${usual}.`,
        `Most often: ${message} (${p.code})`,
      ],
      next: [
        ...(hint === null ? [] : [hint]),
        `vidgen status --status FAILED --error ${p.code}`,
        `When it is mended: vidgen retry --status FAILED --error ${p.code}`,
      ],
    }
  },
  cost: (p: CostAlert): AlertText => ({
    title: `A video costs ${usd(p.perVideoMicros)}, not ${usd(p.usualMicros)} as usual`,
    lines: [
      `The first is of the ${counted(p.videos, 'video')} of the last ${minutes(p.windowMin)}, the second ${
        p.comparedWith === 'days' ? 'of the 7 days before' : 'their estimate'
      }.`,
    ],
    next: ['vidgen stats --by step', 'To buy nothing more until it is clear: vidgen pause'],
  }),
  hold: ({ scope, code, reason, params }: HoldAlert, describe: Describe): AlertText => {
    const why = params ? describe(code, params).message : reason
    return {
      title: scope === 'all' ? 'Purchases are paused' : `Purchases from ${scope} are paused`,
      lines: [why === code ? code : `${why} (${code})`, 'No job fails by this.'],
      next: [`Mend it, then: vidgen resume${scope === 'all' ? '' : ` --provider ${scope}`}`],
    }
  },
  batch: (p: BatchAlert): AlertText => {
    const { COMPLETED = 0, FAILED = 0, CANCELLED = 0, NEEDS_REVIEW = 0 } = p.jobs
    const batch = `--batch ${short(p.batchId)}`
    return {
      title: `${p.source} is done: ${count(COMPLETED)} of ${counted(p.total, 'video')}`,
      lines: [
        [
          `${count(COMPLETED)} completed`,
          FAILED > 0 && `${count(FAILED)} failed`,
          CANCELLED > 0 && `${count(CANCELLED)} cancelled`,
          NEEDS_REVIEW > 0 &&
            `${count(NEEDS_REVIEW)} ${NEEDS_REVIEW === 1 ? 'needs' : 'need'} a decision`,
        ]
          .filter(Boolean)
          .join(', ')
          .concat('.'),
        `Cost ${usd(p.costMicros)} (estimate ${usd(p.estimateMicros)})${COMPLETED > 0 ? `, ${usd(Math.round(p.costMicros / COMPLETED))} a video` : ''}.`,
        `Queued by ${p.actor} at ${p.queuedAt.slice(0, 16).replace('T', ' ')} UTC, batch ${p.batchId}.`,
      ],
      next: [
        ...(COMPLETED > 0 ? [`vidgen export ${batch} --out videos.csv`] : []),
        ...(FAILED > 0
          ? [`vidgen status ${batch} --status FAILED`, `vidgen retry ${batch} --status FAILED`]
          : []),
        ...(NEEDS_REVIEW > 0 ? [`vidgen status ${batch} --status NEEDS_REVIEW`] : []),
      ],
    }
  },
  review: (p: ReviewAlert, describe: Describe): AlertText => {
    const { message, hint } = describe(p.code, p.params)
    const batch = `--batch ${short(p.batchId)}`
    const why = `${message} (${p.code})`
    if (p.waits === 'price') {
      return {
        title: `The video of ${p.productId} waits for its price`,
        lines: [
          why,
          'It goes on by itself once workers know the price, and keeps no others waiting; others of its batch may wait for the same.',
        ],
        next: [
          ...(hint === null ? [] : [hint]),
          `vidgen status --status DEFERRED --error ${p.code} ${batch}`,
        ],
      }
    }
    return {
      title: `The video of ${p.productId} needs a decision`,
      lines: [why, 'Others of its batch may need the same.'],
      next: [...(hint === null ? [] : [hint]), `vidgen status --status NEEDS_REVIEW ${batch}`],
    }
  },
  approval: (p: ApprovalAlert): AlertText => {
    const choice = `--batch ${short(p.batchId)} --status ${p.phase === 'expired' ? 'CANCELLED' : 'AWAITING_APPROVAL'}`
    const until = p.until === null ? '' : utc(p.until)
    const amount = {
      cost: `Together they are estimated at ${usd(p.micros)}; nothing is bought before.`,
      price: `What is still to buy is dearer than was agreed to: ${usd(p.micros)} ${p.jobs === 1 ? 'for it' : 'together'}.`,
      video: `Making them cost ${usd(p.micros)}; their products don't show them yet.`,
    }[p.awaits]
    const more = p.phase === 'waits' && p.making > 0
    return {
      title: approvalTitles[p.phase](p),
      lines: [
        p.phase === 'expired' ? givenUp(p) : amount,
        ...(more
          ? [
              `${counted(p.making, 'more video')} of it ${p.making === 1 ? 'is' : 'are'} still to be made.`,
            ]
          : []),
        ...(p.later > 0
          ? [
              `${counted(p.later, 'more job')} of it ${p.later === 1 ? 'waits' : 'wait'} a little longer.`,
            ]
          : []),
        ...(until === '' || p.phase === 'expired'
          ? []
          : [`What nobody approves by ${until} is cancelled, and its money is free again.`]),
      ],
      next:
        p.phase === 'expired'
          ? [`To have them wait once more: vidgen retry ${choice} --error APPROVAL_EXPIRED`]
          : [
              p.awaits === 'video'
                ? `vidgen status ${choice} --html sheet.html`
                : `vidgen status ${choice}`,
              `vidgen approve --batch ${short(p.batchId)}`,
            ],
    }
  },
  report: (report: ReportResult): AlertText => {
    const { completed, failed, costMicros, perVideoMicros, wasteMicros } = report.totals
    const perVideo = perVideoMicros === null ? '' : `, ${usd(perVideoMicros)} a video`
    return {
      // That it is a rehearsal is told with every message.
      title: reportTexts.reportTitle({ ...report, kind: 'live' }),
      lines: [
        `${counted(completed, 'video')} completed, ${count(failed)} failed.`,
        `${usd(costMicros)}${perVideo}; ${usd(wasteMicros)} paid without a video.`,
        ...report.warnings,
      ],
      next: [],
    }
  },
  test: ({ by }: TestAlert): AlertText => ({
    title: 'A test of vidgen',
    lines: [`Sent by ${by}. Alerts and reports come the same way.`],
    next: [],
  }),
}

const forWhat = {
  cost: 'an approval of the cost',
  price: 'an approval of a higher price',
  video: 'an approval of the video',
}

const approvalTitles: Record<ApprovalAlert['phase'], (p: ApprovalAlert) => string> = {
  waits: (p) =>
    `${counted(p.jobs, 'job')} of ${p.source} ${p.jobs === 1 ? 'waits' : 'wait'} for ${forWhat[p.awaits]}`,
  all: (p) =>
    `All the rest of ${p.source} waits for ${forWhat[p.awaits]}: ${counted(p.jobs, 'job')}`,
  ends: (p) =>
    `${counted(p.jobs, 'job')} of ${p.source} ${p.jobs === 1 ? 'is' : 'are'} cancelled within a day, unless somebody approves`,
  expired: (p) =>
    `${counted(p.jobs, 'job')} of ${p.source} ${p.jobs === 1 ? 'was' : 'were'} cancelled: nobody approved in time`,
}

function givenUp({ awaits }: ApprovalAlert): string {
  return awaits === 'video'
    ? 'Their videos are kept, unpublished.'
    : 'What was reserved for them is free again; what was bought is kept.'
}

/** `2026-11-30 05:00 UTC`. */
function utc(instant: string): string {
  return `${instant.slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ')} UTC`
}

function minutes(value: number): string {
  return value === 60 ? 'hour' : counted(value, 'minute')
}

/** The title with where it comes from, where that is not the everyday one. */
export function headline(p: { title: string; rehearsal: boolean; environment: string }): string {
  const from = [
    p.environment === 'development' ? '' : p.environment,
    p.rehearsal ? 'rehearsal' : '',
  ].filter(Boolean)
  return from.length === 0 ? p.title : `${p.title} (${from.join(', ')})`
}
