import { afterEach, describe, expect, test } from 'vitest'
import { notifyTest, sendReport, type SendReportContext } from '../../src/operations/notify.ts'
import { readAlerts } from '../../src/reports/alerts.ts'
import { reportHtml } from '../../src/render/report-html.ts'
import { readReport } from '../../src/reports/report.ts'
import type { ReportResult } from '../../src/results.ts'
import { type Hook, openHook, openMailServer } from '../fakes/hooks.ts'
import { channelsOf } from '../notify/channels.ts'
import { sender, tell } from '../notify/outbox.ts'
import { language, speak } from '../../src/text/language.ts'
import { DAY_MS } from '../support/clock.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, type World } from '../support/world.ts'

const KOREAN = /[가-힣]/

afterEach(() => speak('en'))

const opened = async (address: string) => address

async function reportOf(world: World, kind: 'live' | 'rehearsal' = 'live'): Promise<ReportResult> {
  const { db, clock } = world
  const { limits, timezone } = world.context
  const context = { db, clock, limits, timezone, kind, opened } as const
  return readReport(context, { period: 'day' })
}

async function contextOf(world: World, setting: string, smtpUrl?: string) {
  const channels = await channelsOf(setting, { ...(smtpUrl && { smtpUrl }) })
  const { db, clock } = world
  const origin = { rehearsal: false, environment: 'development' }
  const context: SendReportContext = {
    db,
    clock,
    channels,
    origin,
    actor: 'mina',
    timezone: 'UTC',
  }
  return context
}

/** A shop with two videos, and two webhooks. */
async function openShop() {
  const world = await openWorld()
  await world.enqueue(['P1', 'P2'])
  await testWorker(world).runDue()
  const [a, b] = [await openHook(), await openHook()]
  const context = await contextOf(world, `${a.url}, ${b.url}`)
  return { world, a, b, context, report: await reportOf(world) }
}

const oks = ({ channels }: { channels: { ok: boolean }[] }) => channels.map(({ ok }) => ok)
const dataOf = (hook: Hook) => JSON.parse(hook.requests[0]!.body) as Record<string, unknown>

describe('a report that is sent', () => {
  test('reaches every channel in its own shape', async () => {
    const { world, report } = await openShop()
    const [hook, slack, mail] = [await openHook(), await openHook(), await openMailServer()]
    const setting = `${hook.url}, slack:${slack.url}, mailto:team@shop.example`
    const context = await contextOf(world, setting, mail.url)
    const sent = await sendReport(context, report, {})
    expect(oks(sent)).toEqual([true, true, true])
    expect(dataOf(hook)).toMatchObject({
      kind: 'report',
      title: 'Cost report, 2026-11-23 (UTC)',
      data: JSON.parse(JSON.stringify(report)) as object,
    })
    const { text } = JSON.parse(slack.requests[0]!.body) as { text: string }
    expect(text.split('\n').slice(0, 4)).toEqual([
      '*Cost report, 2026-11-23 (UTC)*',
      '2 videos completed, 0 failed.',
      '$0.5200, $0.2600 a video; $0.0000 paid without a video.',
      '```',
    ])
    expect(text).toMatch(/Videos +2 /)
    const { raw } = mail.letters[0]!
    expect(raw).toContain('Subject: [vidgen] Cost report, 2026-11-23 (UTC)')
    expect(raw).toContain('filename=vidgen-report-2026-11-23.html')
    expect(raw).toMatch(/Content-Type: text\/html[^\n]*\n[^<]*<!doctype html>/)
    const [, attached = ''] = /filename=[\s\S]+?\r\n\r\n([\w+/=\r\n]+)/.exec(raw)!
    expect(Buffer.from(attached, 'base64').toString()).toBe(reportHtml(report))
    expect((await readAlerts(world)).waiting).toBe(0)
  })

  test('is sent once a day for each period, unless it is wanted again', async () => {
    const { world, a, context, report } = await openShop()
    expect(await sendReport(context, report, {})).toMatchObject({ sentBefore: false })
    const second = await sendReport(context, report, {})
    expect(second).toMatchObject({
      sentBefore: true,
      channels: [{ answer: null }, { answer: null }],
    })
    expect(oks(second)).toEqual([true, true])
    expect(a.requests).toHaveLength(1)
    const week = { ...report, period: { ...report.period, name: 'week' as const } }
    await sendReport(context, week, {})
    expect(a.requests).toHaveLength(2)
    await sendReport(context, report, { again: true })
    expect(a.requests).toHaveLength(3)
    world.clock.advance(DAY_MS)
    await sendReport(context, report, {})
    expect(a.requests).toHaveLength(4)
  })

  test('and not taken by one channel is kept for it: the next run or a worker sends it', async () => {
    const { world, a, b, context, report } = await openShop()
    a.script.push('reset-before', 'reset-before')
    const first = await sendReport(context, report, {})
    expect(oks(first)).toEqual([false, true])
    expect(first.channels[0]!.error).toMatchObject({ code: 'NOTIFY_UNREACHABLE' })
    expect((await readAlerts(world)).waiting).toBe(1)
    expect(oks(await sendReport(context, report, {}))).toEqual([false, true])
    const send = await sender(world, context.channels)
    await send()
    expect(a.requests).toHaveLength(2)
    world.clock.advance(60_000)
    await send()
    expect((await readAlerts(world)).waiting).toBe(0)
    expect(oks(await sendReport(context, report, {}))).toEqual([true, true])
    expect([a.requests.length, b.requests.length]).toEqual([3, 1])
  })

  test('reaches a channel that came since, and none that is not set here', async () => {
    const { world, a, b, context, report } = await openShop()
    const elsewhere = await openHook()
    await sender(world, await channelsOf(elsewhere.url))
    await sendReport({ ...context, channels: context.channels.slice(0, 1) }, report, {})
    expect([a.requests.length, b.requests.length, elsewhere.requests.length]).toEqual([1, 0, 0])
    await sendReport(context, report, {})
    expect([a.requests.length, b.requests.length, elsewhere.requests.length]).toEqual([1, 1, 0])
  })

  test('is said in the language of those who get it, whoever makes and sends it', async () => {
    const { world, a, b, context } = await openShop()
    const failed = {
      status: 'FAILED',
      errorCode: 'JOB_TIMEOUT',
      finishedAt: world.clock(),
    } as const
    await world.db.videoGenerationJob.updateMany({
      where: { productId: 'P2' },
      data: { ...failed, claimKey: null, errorParams: { seconds: 600 } },
    })
    const made = await reportOf(world, 'rehearsal')
    expect(JSON.stringify(made)).not.toMatch(KOREAN)
    const origin = { ...context.origin, language: 'ko' } as const
    const readAgain = () => reportOf(world, 'rehearsal')
    a.script.push('reset-before')
    await sendReport({ ...context, origin, readAgain }, made, {})
    world.clock.advance(60_000)
    await (
      await sender(world, context.channels, { origin })
    )()
    for (const hook of [a, b]) {
      const { title, data } = JSON.parse(hook.requests.at(-1)!.body) as {
        title: string
        data: ReportResult
      }
      expect(title).toBe('비용 보고서, 2026-11-23 (UTC)')
      expect(data.warnings).toEqual([expect.stringMatching(KOREAN)])
      expect(data.failures).toMatchObject([
        { code: 'JOB_TIMEOUT', message: expect.stringMatching(KOREAN) as string },
      ])
      const { warnings, failures, ...numbers } = JSON.parse(JSON.stringify(made)) as ReportResult
      expect(data).toEqual({ ...data, ...numbers })
      expect([warnings.length, failures.length]).toEqual([1, 1])
    }
    expect(language()).toBe('en')
  })

  test('does not wait behind alerts that a channel did not take', async () => {
    const { world, a, context, report } = await openShop()
    const send = await sender(world, context.channels)
    a.script.push({ status: 503, body: '' })
    await tell(world, 'x')
    await send()
    expect(oks(await sendReport(context, report, {}))).toEqual([true, true])
  })

  test('by two at once arrives once', async () => {
    const { a, b, context, report } = await openShop()
    const both = await Promise.all([
      sendReport(context, report, {}),
      sendReport(context, report, {}),
    ])
    expect(both.map(oks)).toEqual([
      [true, true],
      [true, true],
    ])
    expect([a.requests.length, b.requests.length]).toEqual([1, 1])
  })

  test('to nobody is an error', async () => {
    const { world, report } = await openShop()
    const sending = sendReport(await contextOf(world, ''), report, {})
    await expect(sending).rejects.toMatchObject({ code: 'NOTIFY_NO_CHANNEL' })
    expect(await world.db.notification.count({ where: { kind: 'report' } })).toBe(0)
  })
})

describe('an alert', () => {
  test.each([
    [
      'the setting, in a terminal of another language',
      'ko',
      'en',
      'gemini 구매가 일시 중지되었습니다',
    ],
    ['the setting, the other way round', 'en', 'ko', 'Purchases from gemini are paused'],
    [
      'that of whoever sends, where nothing is set',
      null,
      'ko',
      'gemini 구매가 일시 중지되었습니다',
    ],
  ] as const)('speaks the language of %s', async (_, setting, terminal, title) => {
    const { world, a, context } = await openShop()
    const origin = { ...context.origin, environment: 'staging', language: setting }
    const send = await sender(world, context.channels, { origin })
    await tell(world, 'gemini')
    speak(terminal)
    await send()
    await notifyTest({ ...context, origin })
    const [alert, trial] = a.requests
      .slice(-2)
      .map(({ body }) => JSON.parse(body) as { title: string })
    expect(alert!.title).toBe(title)
    expect(KOREAN.test(trial!.title)).toBe(KOREAN.test(title))
    expect(language()).toBe(terminal)
  })

  test('in a mail has its subject in that language, too', async () => {
    const { world } = await openShop()
    const mail = await openMailServer()
    const context = await contextOf(world, 'mailto:team@shop.example', mail.url)
    const origin = { rehearsal: true, environment: 'staging', language: 'ko' } as const
    await notifyTest({ ...context, origin })
    expect(subjectOf(mail.letters[0]!.raw)).toBe('[vidgen] vidgen 시험 알림 (스테이징, 리허설)')
  })
})

/** What a mail program shows: words of `=?UTF-8?Q?…?=` over several lines. */
function subjectOf(raw: string): string {
  const [, head = ''] = /^Subject: ((?:.*\r\n )*.*)/m.exec(raw)!
  const words = [...head.matchAll(/=\?UTF-8\?Q\?(.*?)\?=/g)].map(([, word]) => word!)
  const bytes = words
    .join('')
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9A-F]{2})/g, '%$1')
  return decodeURIComponent(bytes)
}
