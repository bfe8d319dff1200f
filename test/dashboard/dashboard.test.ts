/** What people do in the dashboard, in a real browser, with a real worker. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StatsResult } from '../../src/results.ts'
import { usd } from '../../src/text/money.ts'
import { isTooWide, openBrowser, openPage, violations } from './browser.ts'
import { type DashboardShop, openShop, PASSWORD } from './shop.ts'

/** Of whoever may change nothing but what is their own. */
const BUTTONS = ['한국어', 'Password', 'Sign out']

let shop: DashboardShop
let browser: Browser

beforeAll(async () => {
  // Two videos are dear, one is not.
  shop = await openShop({ VIDGEN_APPROVAL_ABOVE_USD: '0.40' })
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
}, 60_000)

async function signIn(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

async function openJob(page: Page, product: string): Promise<void> {
  await goTo(page, 'Jobs')
  await page.getByRole('link', { name: product }).first().click()
  await page.getByRole('heading', { name: product }).waitFor()
}

const badge = (page: Page, text: string) =>
  page.getByRole('main').getByRole('status').getByText(text, { exact: true })

test('from the CSV file to the video', { timeout: 300_000 }, async () => {
  const { page, offences } = await openPage(browser, shop.url)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await violations(page)).toEqual([])
  await signIn(page, 'kim', 'a guess')
  await page.getByRole('alert').waitFor()
  await signIn(page, 'kim')
  await page.getByText('No products yet').waitFor()

  await page.getByRole('button', { name: 'Upload CSV' }).click()
  await page.getByLabel('CSV file').setInputFiles(shop.csv)
  await page.getByLabel('Pictures').setInputFiles(shop.picture)
  await page.getByRole('button', { name: 'Check the file' }).click()
  await page.getByText('3 rows, 2 of them good').waitFor()
  await page.getByRole('cell', { name: 'p bad' }).waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByLabel('Leave bad rows out').check()
  await page.getByRole('button', { name: 'Generate 2 videos for about $0.5344' }).click()
  await page.getByText('2 videos to wait for approval').waitFor()
  await page.getByRole('button', { name: 'See the jobs' }).click()
  await page.getByRole('cell', { name: 'Awaits approval' }).first().waitFor()
  expect(await violations(page)).toEqual([])

  // Approved, but nothing works: it fails while the page is looked at.
  const broken = shop.work({ VIDGEN_OFFLINE_FAILURE_RATE: '1' })
  await openJob(page, 'Product p-01')
  await page.getByText('offline: by the price table; offline, nobody is paid').waitFor()
  const estimate = page
    .getByRole('main')
    .getByRole('definition')
    .filter({ hasText: /^\$0\.2672$/ })
  await estimate.first().waitFor()
  await page.getByRole('button', { name: 'Approve' }).click()
  await badge(page, 'Failed').waitFor()
  expect(await violations(page)).toEqual([])
  broken.signal('SIGTERM')
  await broken.ended

  shop.work()
  await page.getByRole('button', { name: 'Retry' }).click()
  await badge(page, 'Video ready').waitFor()
  await page.locator('video').waitFor()
  const playedS = () => page.evaluate<number>("document.querySelector('video').currentTime")
  await page.evaluate("document.querySelector('video').play()")
  await expect.poll(playedS).toBeGreaterThan(0)
  expect(await violations(page)).toEqual([])

  await openJob(page, 'Product p-02')
  await page.getByText('Waits for approval of its cost').waitFor()
  await page.getByRole('button', { name: 'Reject' }).click()
  await page.getByLabel('Reason').fill('not now')
  await page.getByRole('button', { name: 'Reject' }).click()
  await badge(page, 'Cancelled').waitFor()

  await goTo(page, 'Products')
  await page.getByRole('searchbox').fill('p-02')
  await page.getByText('1 product', { exact: true }).waitFor()
  await page.getByLabel('Choose Product p-02').check()
  await page.getByRole('button', { name: 'Generate video', exact: true }).last().click()
  await page.getByText('whose job was cancelled').waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByLabel('Make a new video also').check()
  await page.getByRole('button', { name: 'Generate 1 video for about $0.2672' }).click()
  await page.getByText('1 video queued.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Job of Product p-02: Video ready' }).waitFor()

  await goTo(page, 'Costs')
  const stats = await shop.ask<StatsResult>('stats', '--today')
  await page
    .getByRole('definition')
    .filter({ hasText: usd(stats.costMicros) })
    .first()
    .waitFor()
  expect(await violations(page)).toEqual([])
  expect(offences).toEqual([])
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})

test(
  'a viewer looks and changes nothing, on a phone, in the dark',
  { timeout: 120_000 },
  async () => {
    const viewport = { width: 390, height: 800 }
    const { page, offences } = await openPage(browser, shop.url, { viewport, colorScheme: 'dark' })
    await signIn(page, 'vera')
    await page.getByRole('heading', { name: 'Products' }).waitFor()
    await page.getByText('2 products').waitFor()
    expect(await page.getByRole('button').allTextContents()).toEqual(BUTTONS)
    expect(await page.getByRole('checkbox').count()).toBe(0)
    const isFine = async () => {
      expect(await violations(page)).toEqual([])
      expect(await isTooWide(page)).toBe(false)
    }
    await isFine()
    await openJob(page, 'Product p-01')
    await page.getByRole('heading', { name: 'History' }).waitFor()
    expect(await page.getByRole('button').allTextContents()).toEqual(BUTTONS)
    await isFine()
    const id = page.url().split('/').at(-1)
    const answer = await page.evaluate<number>(`(async () => {
    const { csrfToken } = await (await fetch('/api/admin/session')).json()
    const headers = { 'x-csrf-token': csrfToken }
    return (await fetch('/api/admin/video-generation/${id}/retry', { method: 'POST', headers })).status
  })()`)
    expect(answer).toBe(403)
    await goTo(page, 'Costs')
    await isFine()
    expect(offences).toEqual([])

    await shop.stopServer()
    await page.getByText('No connection. Trying again').waitFor()
    await goTo(page, 'Products')
    await page.getByText('The server cannot be reached').waitFor()
    await isFine()
  },
)

test('the whole page weighs less than 200 kB compressed, and nothing of it is inline', () => {
  const root = new URL('../../dist/dashboard/', import.meta.url)
  const packed = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.gz'),
  )
  expect(packed.length).toBeGreaterThanOrEqual(3)
  const bytes = packed.reduce((sum, name) => sum + readFileSync(new URL(name, root)).length, 0)
  expect(bytes).toBeLessThan(200_000)
  const html = readFileSync(new URL('index.html', root), 'utf8')
  expect(html).not.toMatch(/<style|<script(?![^>]*src=)|https?:/)
})
