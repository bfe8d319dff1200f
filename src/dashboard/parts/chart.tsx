/** Cost by day as bars; a table says the same to who can't see them. */
import { useEffect, useRef } from 'preact/hooks'
import { text } from '../text.ts'
import type { Report } from '../types.ts'

const t = text.costs
const HEIGHT = 160
const WIDTH = 720
const LABEL = 20
/** Half of a label, which stands below the middle of its bar. */
const EDGE = 26
const DAY_MS = 86_400_000

export function Chart({ report }: { report: Pick<Report, 'byDay' | 'period'> }) {
  const days = everyDay(report)
  const most = Math.max(...days.map(({ costMicros }) => costMicros), 1)
  const slot = WIDTH / days.length
  const gap = Math.min(6, slot / 4)
  const every = Math.ceil(days.length / 8)
  const scroll = useLatest()
  return (
    <section class="card">
      <h2>{t.chart}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={t.chart} ref={scroll}>
        <svg
          class="chart"
          viewBox={`${-EDGE} 0 ${WIDTH + 2 * EDGE} ${HEIGHT + LABEL}`}
          aria-hidden="true"
        >
          <line x1={0} y1={HEIGHT} x2={WIDTH} y2={HEIGHT} />
          {days.map(({ day, costMicros, completed }, index) => {
            const height = (costMicros / most) * (HEIGHT - 4)
            return (
              <g key={day}>
                <rect
                  x={index * slot + gap / 2}
                  y={HEIGHT - height}
                  width={slot - gap}
                  height={height}
                  rx={2}
                >
                  <title>{t.chartBar(text.day(day), costMicros, completed)}</title>
                </rect>
                {index % every === 0 && (
                  <text x={(index + 0.5) * slot} y={HEIGHT + 14}>
                    {text.day(day)}
                  </text>
                )}
              </g>
            )
          })}
        </svg>
      </div>
      {/* A table is as tall as its rows whatever it is told: something else hides it. */}
      <div class="hidden">
        <table>
          <caption>{t.chart}</caption>
          <thead>
            <tr>
              <th>{t.day}</th>
              <th>{t.spent}</th>
              <th>{t.completed}</th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, costMicros, completed }) => (
              <tr key={day}>
                <td>{text.day(day)}</td>
                <td>{text.money(costMicros)}</td>
                <td>{completed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** Begins with the latest days in sight, where not all fit. */
function useLatest() {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => element.current?.scrollTo({ left: element.current.scrollWidth }), [])
  return element
}

type ChartDay = Pick<Report['byDay'][number], 'day' | 'completed' | 'costMicros'>

/** The days of the period, those without a cost too. */
function everyDay({ byDay, period }: Pick<Report, 'byDay' | 'period'>): ChartDay[] {
  const known = new Map(byDay.map((day) => [day.day, day]))
  const days: ChartDay[] = []
  for (let at = Date.parse(period.from); at <= Date.parse(period.to); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10)
    days.push(known.get(day) ?? { day, completed: 0, costMicros: 0 })
  }
  return days
}
