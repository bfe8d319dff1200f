import { count, usd, usdSetting } from '../money.ts'
import type * as en from '../en/notify.ts'
import type { Translated } from '../spoken.ts'
import { reportTexts } from './reports.ts'

const tryIt = 'vidgen notify test로 시험할 수 있습니다.'

export const notifyErrors: Translated<typeof en.notifyErrors> = {
  NOTIFY_NO_CHANNEL: () => ({
    message: '보낼 곳이 없습니다. VIDGEN_NOTIFY가 설정되지 않았습니다.',
    hint: '.env.example처럼 웹훅이나 메일 주소를 적으십시오.',
  }),
  NOTIFY_UNREACHABLE: (p) => ({
    message: `${p.channel}: 연결할 수 없습니다(${p.reason}).`,
    hint: `VIDGEN_NOTIFY의 주소(메일은 VIDGEN_SMTP_URL)와 네트워크를 확인하십시오. ${tryIt}`,
  }),
  NOTIFY_TIMEOUT: (p) => ({
    message: `${p.channel}: ${p.seconds}초 안에 응답하지 않았습니다.`,
    hint: `정상인지 확인하십시오. ${tryIt}`,
  }),
  NOTIFY_REFUSED: (p) => ({
    message: `${p.channel}: HTTP ${p.status} 응답으로 거부했습니다${p.answer === '' ? '' : `(${p.answer})`}.`,
    hint: `VIDGEN_NOTIFY의 주소와 상대가 요구하는 것을 확인하십시오. ${tryIt}`,
  }),
  NOTIFY_REDIRECTED: (p) => ({
    message: `${p.channel}: HTTP ${p.status} 리디렉션으로 응답했으며, 따라가지 않습니다.`,
    hint: '이어지는 주소를 VIDGEN_NOTIFY에 적으십시오.',
  }),
  NOTIFY_ADDRESS_REFUSED: (p) => ({
    message: `${p.channel}: 공개 인터넷이 아닌 ${p.address} 주소로 이어집니다.`,
    hint: '내부망에 있는 채널이라면 VIDGEN_ALLOW=private-addresses로 설정하십시오.',
  }),
  NOTIFY_MAIL_REFUSED: (p) => ({
    message: `메일 서버가 ${p.channel} 메일을 받지 않았습니다: ${p.reason}.`,
    hint: `VIDGEN_SMTP_URL과 VIDGEN_MAIL_FROM을 확인하십시오. ${tryIt}`,
  }),
}

/** The end of an id is enough for a command. */
const short = (id: string) => id.slice(-8)

export const alertTexts: Translated<typeof en.alertTexts> = {
  limit: ({ period, provider, measure, percent, used, limit }) => {
    const of = `${period}${provider === '' ? '' : ` ${provider}`} 한도`
    const use =
      measure === 'jobs'
        ? `작업 ${count(limit)}건 중 ${count(used)}건`
        : `${usdSetting(limit)} 중 ${usd(used)}`
    return {
      title:
        percent < 100
          ? `${of}의 ${percent}%를 썼습니다`
          : `${of}에 도달했습니다${percent > 100 ? `(${percent}% 사용)` : ''}`,
      lines: [
        `예약 및 지출: ${use}.`,
        ...(percent < 100 ? [] : ['더는 들어가지 않는 작업은 이월되거나 거절됩니다.']),
      ],
      next: ['vidgen status'],
    }
  },
  failures: (p, describe) => {
    const { message, hint } = describe(p.code, p.params)
    const usual = p.usualPercent === null ? '' : `(지난 7일은 ${p.usualPercent}%)`
    return {
      title: `최근 ${minutes(p.windowMin)} 동안 영상 ${count(p.ended)}편 중 ${count(p.failed)}편 실패`,
      lines: [
        `실패율 ${Math.round((100 * p.failed) / p.ended)}%${usual}.`,
        `가장 많은 이유: ${message} (${p.code})`,
      ],
      next: [
        ...(hint === null ? [] : [hint]),
        `vidgen status --status FAILED --error ${p.code}`,
        `해결한 뒤: vidgen retry --status FAILED --error ${p.code}`,
      ],
    }
  },
  cost: (p) => ({
    title: `영상 한 편의 비용이 올랐습니다: 평소 ${usd(p.usualMicros)}, 지금 ${usd(p.perVideoMicros)}`,
    lines: [
      `지금 비용은 최근 ${minutes(p.windowMin)}의 영상 ${count(p.videos)}편 기준, 평소 비용은 ${
        p.comparedWith === 'days' ? '지난 7일 기준' : '그 예상 비용'
      }입니다.`,
    ],
    next: ['vidgen stats --by step', '확인될 때까지 구매를 멈추려면: vidgen pause'],
  }),
  hold: ({ scope, code, reason, params }, describe) => {
    const why = params ? describe(code, params).message : reason
    return {
      title: scope === 'all' ? '구매가 일시 중지되었습니다' : `${scope} 구매가 일시 중지되었습니다`,
      lines: [why === code ? code : `${why} (${code})`, '이 때문에 실패하는 작업은 없습니다.'],
      next: [`해결한 뒤: vidgen resume${scope === 'all' ? '' : ` --provider ${scope}`}`],
    }
  },
  batch: (p) => {
    const { COMPLETED = 0, FAILED = 0, CANCELLED = 0, NEEDS_REVIEW = 0 } = p.jobs
    const batch = `--batch ${short(p.batchId)}`
    return {
      title: `${p.source} 끝남: 영상 ${count(p.total)}편 중 ${count(COMPLETED)}편 완료`,
      lines: [
        [
          `완료 ${count(COMPLETED)}건`,
          FAILED > 0 && `실패 ${count(FAILED)}건`,
          CANCELLED > 0 && `취소 ${count(CANCELLED)}건`,
          NEEDS_REVIEW > 0 && `결정 필요 ${count(NEEDS_REVIEW)}건`,
        ]
          .filter(Boolean)
          .join(', ')
          .concat('.'),
        `비용 ${usd(p.costMicros)}(예상 ${usd(p.estimateMicros)})${COMPLETED > 0 ? `, 영상 한 편에 ${usd(Math.round(p.costMicros / COMPLETED))}` : ''}.`,
        `등록: ${p.actor}, ${p.queuedAt.slice(0, 16).replace('T', ' ')} UTC, 배치 ${p.batchId}.`,
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
  review: (p, describe) => {
    const { message, hint } = describe(p.code, p.params)
    const batch = `--batch ${short(p.batchId)}`
    const why = `${message} (${p.code})`
    if (p.waits === 'price') {
      return {
        title: `${p.productId} 영상이 가격 설정을 기다립니다`,
        lines: [
          why,
          '워커가 가격을 알게 되면 저절로 진행되며, 다른 작업을 막지 않습니다. 같은 배치의 다른 작업도 그럴 수 있습니다.',
        ],
        next: [
          ...(hint === null ? [] : [hint]),
          `vidgen status --status DEFERRED --error ${p.code} ${batch}`,
        ],
      }
    }
    return {
      title: `${p.productId} 영상에 결정이 필요합니다`,
      lines: [why, '같은 배치의 다른 작업도 그럴 수 있습니다.'],
      next: [...(hint === null ? [] : [hint]), `vidgen status --status NEEDS_REVIEW ${batch}`],
    }
  },
  approval: (p) => {
    const choice = `--batch ${short(p.batchId)} --status ${p.phase === 'expired' ? 'CANCELLED' : 'AWAITING_APPROVAL'}`
    const until = p.until === null ? '' : utc(p.until)
    const amount = {
      cost: `예상 비용은 모두 ${usd(p.micros)}이며, 승인 전에는 구매하지 않습니다.`,
      price: `다음 구매의 가격이 승인한 것보다 올랐습니다: 모두 ${usd(p.micros)}.`,
      video: `만드는 데 든 비용은 ${usd(p.micros)}이며, 아직 상품에 표시되지 않습니다.`,
    }[p.awaits]
    const more = p.phase === 'waits' && p.making > 0
    return {
      title: approvalTitles[p.phase](p),
      lines: [
        p.phase === 'expired' ? givenUp(p) : amount,
        ...(more ? [`같은 배치의 영상 ${count(p.making)}편은 아직 만들어야 합니다.`] : []),
        ...(p.later > 0 ? [`같은 배치의 작업 ${count(p.later)}건은 조금 더 기다립니다.`] : []),
        ...(until === '' || p.phase === 'expired'
          ? []
          : [`${until}까지 승인되지 않으면 취소되고 예약한 돈은 돌아갑니다.`]),
      ],
      next:
        p.phase === 'expired'
          ? [`다시 기다리게 하려면: vidgen retry ${choice} --error APPROVAL_EXPIRED`]
          : [
              p.awaits === 'video'
                ? `vidgen status ${choice} --html sheet.html`
                : `vidgen status ${choice}`,
              `vidgen approve --batch ${short(p.batchId)}`,
            ],
    }
  },
  report: (report) => {
    const { completed, failed, costMicros, perVideoMicros, wasteMicros } = report.totals
    const perVideo = perVideoMicros === null ? '' : `(영상 한 편에 ${usd(perVideoMicros)})`
    return {
      title: reportTexts.reportTitle({ ...report, kind: 'live' }),
      lines: [
        `영상 ${count(completed)}편 완료, ${count(failed)}건 실패.`,
        `비용 ${usd(costMicros)}${perVideo}, 영상 없이 쓴 비용 ${usd(wasteMicros)}.`,
        ...report.warnings,
      ],
      next: [],
    }
  },
  test: ({ by }) => ({
    title: 'vidgen 시험 알림',
    lines: [`보낸 사람: ${by}. 알림과 보고서도 이렇게 옵니다.`],
    next: [],
  }),
}

const forWhat = { cost: '비용 승인', price: '오른 가격 승인', video: '영상 승인' } as const

type Approval = Parameters<typeof en.alertTexts.approval>[0]

const approvalTitles: Record<Approval['phase'], (p: Approval) => string> = {
  waits: (p) => `${p.source}: 작업 ${count(p.jobs)}건 ${forWhat[p.awaits]} 대기`,
  all: (p) => `${p.source}: 만들 것 모두 ${forWhat[p.awaits]} 대기(작업 ${count(p.jobs)}건)`,
  ends: (p) => `${p.source}: 승인하지 않으면 작업 ${count(p.jobs)}건이 하루 안에 취소됩니다`,
  expired: (p) => `${p.source}: 기한까지 승인되지 않아 작업 ${count(p.jobs)}건이 취소되었습니다`,
}

function givenUp({ awaits }: Approval): string {
  return awaits === 'video'
    ? '영상은 게시하지 않은 채 남아 있습니다.'
    : '예약한 돈은 돌려주었고, 구매한 것은 남아 있습니다.'
}

/** `2026-11-30 05:00 UTC`. */
function utc(instant: string): string {
  return `${instant.slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ')} UTC`
}

function minutes(value: number): string {
  return value === 60 ? '1시간' : `${count(value)}분`
}

const environments: Readonly<Record<string, string>> = { production: '운영', staging: '스테이징' }

export function headline(p: { title: string; rehearsal: boolean; environment: string }): string {
  const from = [
    p.environment === 'development' ? '' : (environments[p.environment] ?? p.environment),
    p.rehearsal ? '리허설' : '',
  ].filter(Boolean)
  return from.length === 0 ? p.title : `${p.title} (${from.join(', ')})`
}
