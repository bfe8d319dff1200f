import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { renderSheet, sheetHtml } from '../../src/render/sheet.ts'
import type { Sheet, SheetJob } from '../../src/results.ts'
import { job, plain } from './results.ts'

const HOSTILE = `"><script>alert(1)</script>'& \u202e`

function sheetJob(changes: Partial<SheetJob> = {}): SheetJob {
  return {
    ...job({ status: 'COMPLETED', attempt: 1, error: null, costMicros: 267_200 }),
    startFrame: 'frames/start-1',
    endFrame: 'frames/end-1',
    video: 'videos/a.mp4',
    ...changes,
  }
}

function sheet(jobs: SheetJob[], changes: Partial<Sheet> = {}): Sheet {
  return {
    kind: 'live',
    timezone: 'Asia/Seoul',
    madeAt: '2026-11-23T09:00:00.000Z',
    batch: null,
    counts: { COMPLETED: jobs.length },
    costMicros: 267_200,
    shown: jobs.length,
    more: 0,
    aspectRatio: '9:16',
    sources: ["'self'", 'file:'],
    linksUntil: null,
    async *jobs() {
      yield* jobs
    },
    ...changes,
  }
}

const pageOf = async (jobs: SheetJob[], changes: Partial<Sheet> = {}) =>
  (await Array.fromAsync(sheetHtml(sheet(jobs, changes)))).join('')

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const policyOf = (page: string) =>
  /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!.replaceAll('&#39;', "'")

describe('the page', () => {
  test('allows its own style, its own script, and pictures from where they lie', async () => {
    const page = await pageOf([sheetJob()], { sources: ['https://s3.example'] })
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)![1]!
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)![1]!
    expect(policyOf(page)).toBe(
      `default-src 'none'; img-src https://s3.example; media-src https://s3.example; style-src ${hashOf(style)}; script-src ${hashOf(script)}`,
    )
    expect(page.match(/<script/g)).toHaveLength(1)
    // Neither would be let through.
    expect(page).not.toMatch(/ style=| on\w+=/)
  })

  test('loads nothing before it is near', async () => {
    const page = await pageOf([sheetJob()])
    expect(page).toContain('<img loading="lazy" decoding="async" src="frames/start-1"')
    expect(page).toMatch(
      /<video data-src="videos\/a.mp4" data-poster="frames\/start-1" [^>]*preload="none">/,
    )
    expect(page).not.toMatch(/<video[^>]* (src|poster)=/)
    expect(page).toContain('<a class="do" href="videos/a.mp4">')
  })

  test('takes no text for markup', async () => {
    const error = { code: 'X', message: HOSTILE, hint: HOSTILE }
    const hostile = sheetJob({
      productId: HOSTILE,
      productName: HOSTILE,
      status: 'FAILED',
      error,
      startFrame: `a?b=1&c="2"`,
    })
    const batch = {
      id: HOSTILE,
      source: HOSTILE,
      actor: HOSTILE,
      createdAt: '2026-11-23T09:00:00Z',
    }
    const page = await pageOf([hostile], { batch })
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).not.toContain('alert(1)</script>')
    expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp; \\u202e')
    expect(page).toContain('src="a?b=1&amp;c=&quot;2&quot;"')
  })

  test.each<[string, Partial<SheetJob>, string[]]>([
    ['a finished job', {}, ['COMPLETED</span>', '$0.2672']],
    [
      'one with nothing yet',
      { ...NONE(), status: 'QUEUED', costMicros: 0 },
      ['not made yet', 'estimate $'],
    ],
    ['one that ended without', { ...NONE(), status: 'CANCELLED' }, ['>none<']],
    [
      'a failed one',
      { status: 'FAILED', error: { code: 'AI_X', message: 'It broke.', hint: 'Mend it.' } },
      ['It broke. (AI_X)', 'Mend it.'],
    ],
    [
      'one that waits for approval',
      {
        id: '01jd8abcdefghjkmnpqr4k7q2m9x',
        status: 'AWAITING_APPROVAL',
        awaits: { approval: 'video', costMicros: 0, until: '2026-11-30T09:00:00Z' },
      },
      [
        'Waits for approval of its video, until 2026-11-30 18:00',
        'vidgen approve 4k7q2m9x<',
        'vidgen approve 4k7q2m9x --reject<',
      ],
    ],
    ['a second attempt', { attempt: 2, maxAttempts: 3 }, ['attempt 2 of 3']],
  ])('tells of %s', async (_name, changes, told) => {
    const page = await pageOf([sheetJob(changes)])
    for (const text of told) expect(page).toContain(text)
  })

  test('offers to show one state alone where there are several', async () => {
    const several = await pageOf([sheetJob()], { counts: { COMPLETED: 1, FAILED: 2 } })
    expect(several.match(/<button [^>]*value="(\w*)"/g)).toHaveLength(3)
    expect(await pageOf([sheetJob()])).not.toContain('<button')
  })

  test('says how many are not on it, how long links open, and that it was a rehearsal', async () => {
    const linksUntil = '2026-11-24T09:00:00Z'
    const page = await pageOf([sheetJob()], { more: 1200, linksUntil, kind: 'rehearsal' })
    expect(page).toContain('and 1,200 more')
    expect(page).toContain('open until 2026-11-24 18:00')
    expect(page).toContain('A rehearsal')
  })

  test('gives wide pictures more room', async () => {
    expect(await pageOf([sheetJob()], { aspectRatio: '16:9' })).toContain('<body class="wide">')
    expect(await pageOf([sheetJob()], { aspectRatio: '1:1' })).toContain('<body>')
  })
})

function NONE() {
  return { startFrame: null, endFrame: null, video: null }
}

describe('what was written', () => {
  const result = { file: 'sheet.html', jobs: 3, more: 0, linksUntil: null }
  test.each([
    [{}, 'Contact sheet of 3 jobs: sheet.html\n'],
    [{ more: 7 }, 'Contact sheet of 3 jobs: sheet.html (7 more match: --limit N)\n'],
    [{ jobs: 0 }, 'No job matches. Nothing was written.\n'],
  ])('%j', (changes, text) => {
    expect(renderSheet({ ...result, ...changes }, plain())).toBe(text)
  })
})
