/** The contact sheet of the built command line: every picture and video that it names opens. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SheetResult } from '../../src/results.ts'
import { openScene } from '../faults/scene.ts'
import { run, type Stage } from '../faults/stage.ts'
import { startS3Server } from '../storage/s3-server.ts'
import { askVidgen } from './support/program.ts'

const PRODUCTS = 3

interface Written {
  folder: string
  result: SheetResult
  page: string
  /** What it shows, by what: `src`, `data-src`, `data-poster`, `href`. */
  links: string[]
}

/** Makes the videos, all but one, and writes the sheet. */
async function writeSheet(stage: Stage, csv: string): Promise<Written> {
  const folder = mkdtempSync(join(tmpdir(), 'vidgen-sheet-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'sheet.html')
  expect((await run(stage, ['enqueue', '--csv', csv, '--hold', 'video'])).code).toBe(0)
  expect((await run(stage, ['worker', '--max-jobs', String(PRODUCTS - 1)])).code).toBe(0)
  const words = ['status', '--batch', 'last', '--html', file]
  const result = await askVidgen<SheetResult>(words, { home: stage.home, env: stage.env })
  const page = readFileSync(file, 'utf8')
  const links = [...page.matchAll(/(?:src|data-src|data-poster|href)="([^"]+)"/g)].map(([, link]) =>
    link!.replaceAll('&amp;', '&'),
  )
  return { folder, result, page, links }
}

const kindOf = (bytes: Buffer) => {
  if (bytes.subarray(4, 8).toString() === 'ftyp') return 'mp4'
  if (bytes.subarray(0, 2).toString('hex') === 'ffd8') return 'jpeg'
  return bytes.subarray(1, 4).toString()
}

/** Two frames, a video, its poster and its link, for each that was made. */
const SHOWN = (PRODUCTS - 1) * 5

describe.concurrent('a contact sheet', () => {
  test('of a folder links its files by their path', { timeout: 120_000 }, async () => {
    await using scene = await openScene(PRODUCTS)
    const { folder, result, page, links } = await writeSheet(scene.stage, scene.csv)
    expect(result).toMatchObject({ jobs: PRODUCTS, more: 0, linksUntil: null })
    expect(links).toHaveLength(SHOWN)
    const kinds = links.map((link) =>
      kindOf(readFileSync(resolve(folder, decodeURIComponent(link)))),
    )
    expect(new Set(kinds)).toEqual(new Set(['mp4', 'jpeg']))
    expect(page.match(/AWAITING_APPROVAL<\/span>/g)).toHaveLength(PRODUCTS - 1)
    expect(page).not.toMatch(/https?:\/\//)
  })

  test(
    'of a private bucket signs links, and allows that bucket alone',
    { timeout: 120_000 },
    async () => {
      const server = await startS3Server()
      onTestFinished(() => server.stop())
      const { endpoint, accessKeyId, secretAccessKey } = server.options
      await using scene = await openScene(PRODUCTS, {
        S3_BUCKET: 'videos',
        S3_ENDPOINT: endpoint,
        S3_REGION: 'us-east-1',
        S3_ACCESS_KEY_ID: accessKeyId,
        S3_SECRET_ACCESS_KEY: secretAccessKey,
        S3_LINKS: 'presigned',
        S3_LINK_HOURS: '2',
      })
      const { result, page, links } = await writeSheet(scene.stage, scene.csv)
      expect(links).toHaveLength(SHOWN)
      const opened = await Promise.all(links.map((link) => fetch(link)))
      expect(opened.map(({ status }) => status)).toEqual(Array(SHOWN).fill(200))
      const kinds = await Promise.all(
        opened.map(async (r) => kindOf(Buffer.from(await r.arrayBuffer()))),
      )
      expect(new Set(kinds)).toEqual(new Set(['mp4', 'jpeg']))
      const { origin } = new URL(endpoint)
      expect(page).toContain(`img-src ${origin}; media-src ${origin};`)
      const leftMs = Date.parse(result.linksUntil!) - Date.now()
      expect(leftMs).toBeGreaterThan(1.9 * 3_600_000)
      expect(leftMs).toBeLessThan(2 * 3_600_000)
      expect(page).not.toContain(secretAccessKey)
    },
  )
})
