import type { LimitChange, LimitInForce } from '../../results.ts'
import { endCommand } from '../limit-command.ts'
import { fitting, isOfDay, limitVariable, needed, roomFor } from '../limit-room.ts'
import type * as en from '../en/limits.ts'
import { count, usdSetting, usdShort } from '../money.ts'
import type { Translated } from '../spoken.ts'

const SPAN = { day: '오늘', month: '이번 달' } as const

/** `이번 달 fal: $300 중 $2.80 남음`, `오늘: 작업 1,000건 중 5건 남음`. */
export function limitLeft(
  { provider, unit, span, used, limit }: Omit<LimitInForce, 'period' | 'exception'>,
  when: string = SPAN[span],
): string {
  const left = Math.max(0, limit - used)
  const who = provider === null ? when : `${when} ${provider}`
  if (unit === 'jobs') return `${who}: 작업 ${count(limit)}건 중 ${count(left)}건 남음`
  return `${who}: ${usdSetting(limit)} 중 ${usdShort(left)} 남음`
}

export function limitRefusal(order: en.Refused): { message: string; hint: string } {
  const reached = order.limit.all.filter((each) => needed(each, order) > each.limit - each.used)
  const room = roomFor(order)
  const what = `영상 ${count(order.videos)}편 ≈ ${usdShort(order.estimateMicros)}`
  return {
    message: [
      `${what}. ${reasons(order, reached, room)}. 등록된 것은 없습니다.`,
      ...reached.map((each) => limitException(each)),
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    hint: wayOut(order, reached, room),
  }
}

export function hostsDiffer(hosts: readonly en.HostLimit[]): string {
  return `호스트마다 한도가 달라 가장 낮은 것이 적용됩니다: ${hosts.map(hostLimit).join('; ')}.`
}

function hostLimit({ host, period, provider, jobs, micros }: en.HostLimit): string {
  const set = [jobs !== null && `작업 ${count(jobs)}건`, micros !== null && usdSetting(micros)]
  const amounts = set.filter((part) => part !== false).join(', ') || '한도 없음'
  const isMonth = period.length === 'YYYY-MM'.length
  const of = [provider, isMonth && period].filter((part) => typeof part === 'string')
  return `${host} ${amounts}${of.length > 0 ? ` (${of.join(', ')})` : ''}`
}

function reasons({ limit }: en.Refused, reached: LimitInForce[], room: number): string {
  const { jobs, micros, timezone } = limit
  if (!reached.every(isOfDay)) {
    const has = room === 0 ? '한 편도 만들 여유가 없습니다' : `여유는 ${count(room)}편입니다`
    return `${has}(${reached.map((each) => limitLeft(each)).join('; ')}, ${timezone})`
  }
  const has = room === 0 ? '오늘은 여유가 없습니다' : `오늘 여유는 ${count(room)}편입니다`
  return `${has}(한도 작업 ${count(jobs.limit)}건, ${usdSetting(micros.limit)}, ${timezone})`
}

function wayOut(order: en.Refused, reached: LimitInForce[], room: number): string {
  const isSetting = reached.some(({ exception }) => exception === null)
  const once = isSetting ? ' (한 번만이라면 vidgen limit)' : ''
  const settings = [...new Set(reached.map(settingName))].join(', ')
  const raise = `높일 수 있는 한도: ${settings}${once}.`
  const daily = fitting(order, ({ limit }) => limit)
  if (daily === 0) return `하루 한도로는 한 편도 만들 수 없습니다. ${raise}`
  const days = (room > 0 ? 1 : 0) + Math.ceil((order.videos - room) / daily)
  const later = reached.every(isOfDay)
    ? `약 ${count(days)}일에 나누어 만듭니다`
    : '여유가 생기면 나머지를 등록합니다'
  if (room === 0) return `--on-limit defer는 ${later}. ${raise}`
  return `--on-limit trim은 오늘 ${count(room)}편만 등록합니다. defer는 ${later}. ${raise}`
}

function settingName(limit: LimitInForce): string {
  return limit.exception === null
    ? limitVariable(limit)
    : `${SPAN[limit.span]}의 한도(vidgen limit)`
}

/** `작업 500건`, `$120`, `한도 없음`. */
function limitAmount(unit: LimitInForce['unit'], limit: number | null): string {
  if (limit === null) return '한도 없음'
  return unit === 'jobs' ? `작업 ${count(limit)}건` : usdSetting(limit)
}

/** `2026-11-25 한도 변경(상향): 작업 500건, anna, 이유 "sale".` */
export function limitException({
  period,
  provider,
  unit,
  limit,
  exception,
}: Parameters<typeof en.limitException>[0]): string {
  if (exception === null || limit === null) return ''
  const { by, reason, settings } = exception
  const what = `${period}${provider === null ? '' : ` ${provider}`} 한도`
  return `${what} ${moved(settings, limit)}: ${limitAmount(unit, limit)}, ${by}, 이유 "${reason}".`
}

function moved(from: number | null, to: number): string {
  if (from === null || from === to) return '지정'
  return from < to ? '상향' : '하향'
}

export const limitTexts: Translated<typeof en.limitTexts> = {
  heads: {
    period: '기간',
    provider: '제공업체',
    of: '단위',
    limit: '한도',
    reserved: '예약',
    spent: '지출',
    left: '남음',
    by: '정한 곳',
  },
  all: '전체',
  none: '–',
  units: { jobs: '영상', micros: '달러' },
  amount: (unit, amount) => {
    if (amount === null) return '–'
    return unit === 'jobs' ? count(amount) : usdShort(amount)
  },
  title: (p) => `${p.day} (${p.timezone}) 한도`,
  settings: '설정',
  nothing: '끝낼 것이 없습니다. 이미 설정이 적용되고 있습니다.',
  nothingThere: '그곳에는 끝낼 것이 없습니다. 따로 정해진 한도와 그것을 끝내는 명령:',
  ends: (p) => `  ${p.period}${p.provider === null ? '' : ` ${p.provider}`}: ${endCommand(p)}`,
  changed: (change, dryRun) =>
    `${dryRun ? '모의 실행: 바뀔 것' : '바뀐 것'}: ${changesOf(change)}. ${change.ended ? '다시 설정이 적용됩니다.' : `${SPAN[change.span]} 끝까지 적용됩니다. 되돌리려면: ${endCommand(change)}`}`,
  below: (p) =>
    `${p.period}에 이미 예약되었거나 지출된 것: ${limitAmount(p.unit, p.used)}. 되돌려지는 것은 없지만 새로 들어가지 못하고, 한도를 넘을 구매는 기다립니다.`,
  ask: (change) => `바꿀 것: ${changesOf(change)}. 바꾸시겠습니까?`,
}

function changesOf({ period, provider, limits }: LimitChange): string {
  const what = `${period}${provider === null ? '' : ` ${provider}`} 한도`
  const changes = limits.map(
    ({ unit, from, to }) => `${limitAmount(unit, from)} → ${limitAmount(unit, to)}`,
  )
  return `${what} ${changes.join(', ')}`
}
