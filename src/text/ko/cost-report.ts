import { count, usd, usdShort } from '../money.ts'
import type * as en from '../en/cost-report.ts'
import type { Translated } from '../spoken.ts'

type Grain = 'day' | 'week' | 'month'

interface Days {
  from: string
  to: string
}

const BY: Record<Grain, string> = { day: '일별', week: '주별', month: '월별' }

export const costReport: Translated<typeof en.costReport> = {
  sections: {
    batches: '배치',
    categories: '카테고리',
    days: '날짜별',
    dearest: '비용이 가장 큰 작업',
    failures: '실패',
    forecast: '전망',
    providers: '제공업체',
    slowest: '가장 오래 걸린 작업',
    steps: '단계',
    totals: '합계',
  },
  heads: {
    before: '이전',
    cancelled: '취소',
    category: '카테고리',
    change: '증감',
    half: '중앙값',
    jobsLeft: '남은 작업 수',
    left: '남은 한도',
    now: '이번',
    nineteen: '95% 이내',
    took: '걸린 시간',
    waste: '영상 없이',
  },
  facts: {
    pace: '속도',
    days: '날짜별',
    toDo: '남은 일',
    videos: '영상',
    cost: '비용',
  },
  figures: {
    cancelled: '취소',
    completed: '영상',
    cost: '비용',
    failed: '실패',
    half: '걸린 시간(중앙값)',
    jobs: '작업',
    nineteen: '걸린 시간(95% 이내)',
    open: '미완료',
    perHour: '시간당 영상',
    perVideo: '편당 비용',
    waste: '영상 없이 쓴 비용',
  },
  none: '-',
  perHour: (videos) => `시간당 영상 ${decimals(videos)}편`,
  pace: (p) => costReport.perHour(p.perHour),
  change: (share) => {
    const percent = Math.round(share * 100)
    return `${percent > 0 ? '+' : ''}${percent === 0 ? 0 : percent}%`
  },
  before: ({ from, to }) => `비교 기간: ${from === to ? from : `${from} ~ ${to}`}.`,
  more: (rows) => `그 밖에 ${count(rows)}건: --format csv나 json에는 모두 있습니다.`,
  queue: (p): string[] => {
    const due = [
      p.waiting > 0 && `대기 ${count(p.waiting)}건`,
      p.running > 0 && `실행 중 ${count(p.running)}건`,
    ].filter(Boolean)
    const pace = p.perHour === null ? null : costReport.perHour(p.perHour)
    const until =
      p.timeLeft === null
        ? '지난 1시간 동안 완료된 영상이 없어 얼마나 걸릴지 알 수 없습니다'
        : `지난 1시간의 속도(${pace})라면 약 ${p.timeLeft} 걸립니다`
    return [
      ...(due.length > 0 ? [`${due.join(', ')}: ${until}`] : []),
      ...(p.deferred > 0 ? [deferredText(p.deferred, p.daysLeft)] : []),
      ...(p.person > 0 ? [`작업 ${count(p.person)}건에 사람의 결정이 필요합니다`] : []),
    ]
  },
  forecast: (p) =>
    [
      `${p.month} 비용은 지금까지 ${usdShort(p.spentMicros)}입니다.`,
      p.perDayMicros === 0
        ? `오늘 이전에 지불한 것이 없어 월말 비용을 알 수 없습니다(${count(p.daysLeft)}일 남음).`
        : `최근처럼 하루 ${usdShort(p.perDayMicros)}씩 쓰면 월말에는 약 ${usdShort(p.expectedMicros)}입니다(${count(p.daysLeft)}일 남음).`,
      `일일 한도로는 최대 ${usdShort(p.mostMicros)}입니다.`,
    ].join(' '),
  page: {
    title: ({ name, from, to }) =>
      name === 'month'
        ? `비용 보고서, ${monthName(from.slice(0, 7))}`
        : `비용 보고서, ${longRange({ from, to })}`,
    subtitle: ({ from, to, timezone }) =>
      `vidgen, ${from === to ? from : `${from} ~ ${to}`}, ${timezone} 날짜 기준`,
    cost: '비용',
    videos: '영상',
    perVideo: '편당 비용',
    waste: '영상 없이 쓴 비용',
    forecast: (month) => `${monthOnlyFormat.format(at(`${month}-01`))} 예상`,
    forecastNote: (p) =>
      `지금까지 ${usdShort(p.spentMicros)}, 하루 평균 ${usdShort(p.perDayMicros)}`,
    against: ({ from, to }) => `${dayRange({ from, to })} 대비`,
    againstWhole: (day) => `지금까지, ${dayName(day)} 하루 전체 대비`,
    noneBefore: ({ from, to }) => `이전 기간(${dayRange({ from, to })})에는 없음`,
    wasteShare: (share) =>
      `비용의 ${share > 0 && share < 0.01 ? '1% 미만' : `${Math.round(share * 100)}%`}`,
    failed: (jobs) => `실패 ${count(jobs)}건`,
    still: (jobs) => `미완료 ${count(jobs)}건`,
    charts: {
      cost: (by) => `${BY[by]} 비용`,
      costAbout: '막대: 제공업체별 지출. 점선: 일일 한도.',
      videos: (by) => `${BY[by]} 영상`,
      videosAbout: '끝난 작업: 완료된 영상, 실패, 취소.',
      perVideo: (by) => `${BY[by]} 편당 비용`,
      perVideoAbout: '비용을 영상 수로 나눈 값입니다. 가로선은 기간 평균입니다.',
      waste: (by) => `${BY[by]} 영상 없이 쓴 비용`,
      wasteAbout: '실패하거나 취소된 작업에 쓴 돈입니다.',
    },
    nothing: '이 기간에는 작업도 비용도 없습니다.',
    series: {
      cancelled: '취소',
      completed: '완료',
      failed: '실패',
      limit: '일일 한도',
      mean: '평균',
      other: '기타',
      waste: '영상 없이',
      perVideo: '영상 한 편',
      expected: '예상',
    },
    limitAbove: (micros) => `한도(하루 ${usdShort(micros)})는 훨씬 위에 있습니다.`,
    earlier: '흐린 막대: 기간 이전의 날.',
    byWeek: '막대 하나가 한 주이며, 그 주의 첫날을 적었습니다.',
    byMonth: '막대 하나가 한 달입니다.',
    total: '합계',
  },
  day: dayName,
  shortMonth: (month) => shortMonthFormat.format(at(`${month}-01`)),
}

function deferredText(jobs: number, days: number | null): string {
  const waits = `이월된 작업 ${count(jobs)}건이 한도에 여유가 있는 날을 기다립니다`
  if (days === null) return `${waits}: 하루 한도로는 한 건도 할 수 없습니다`
  return `${waits}: 오늘 한도라면 약 ${count(days)}일`
}

function decimals(value: number): string {
  return value >= 10 ? count(Math.round(value)) : String(Math.round(value * 10) / 10)
}

const at = (day: string) => new Date(`${day}T00:00:00Z`)
const utc = { timeZone: 'UTC' } as const
const dayFormat = new Intl.DateTimeFormat('ko-KR', { ...utc, day: 'numeric', month: 'short' })
const longFormat = new Intl.DateTimeFormat('ko-KR', { ...utc, dateStyle: 'long' })
const monthFormat = new Intl.DateTimeFormat('ko-KR', { ...utc, month: 'long', year: 'numeric' })
const monthOnlyFormat = new Intl.DateTimeFormat('ko-KR', { ...utc, month: 'long' })
const shortMonthFormat = new Intl.DateTimeFormat('ko-KR', {
  ...utc,
  month: 'short',
  year: '2-digit',
})

/** `11월 23일`. */
function dayName(day: string): string {
  return dayFormat.format(at(day))
}

/** `2026년 11월`, of `2026-11`. */
function monthName(month: string): string {
  return monthFormat.format(at(`${month}-01`))
}

/** `2026년 11월 23일`, `2026년 11월 1일~15일`. */
function longRange({ from, to }: Days): string {
  return from === to ? longFormat.format(at(from)) : longFormat.formatRange(at(from), at(to))
}

function dayRange({ from, to }: Days): string {
  return from === to ? dayName(from) : `${dayName(from)} ~ ${dayName(to)}`
}

export function usdOrDash(micros: number | null): string {
  return micros === null ? costReport.none : usd(micros)
}
