/** What those do who manage: pauses, people, the log, decisions about lost purchases, in a real browser. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LedgerResult, LimitsResult } from '../../src/results.ts'
import { type Fal, startFal } from '../fakes/fal.ts'
import { startGemini } from '../fakes/gemini.ts'
import { liveSettings } from '../fakes/live.ts'
import type { FakeServer } from '../fakes/server.ts'
import { isTooWide, openBrowser, openPage, violations } from './browser.ts'
import { type DashboardShop, openShop, PASSWORD } from './shop.ts'

/** Where pictures of the pages go, for whoever wants to look at them. */
const { VIDGEN_SCREENSHOTS } = process.env
const PHONE = { width: 390, height: 800 }

let shop: DashboardShop
let browser: Browser
let fal: Fal
let gemini: FakeServer

beforeAll(async () => {
  ;[fal, gemini] = [await startFal(), await startGemini()]
  shop = await openShop({
    VIDGEN_POLL_S: '0.05',
    VIDGEN_PROVIDER_LIMITS_USD: 'fal:300/month',
    VIDGEN_MONTHLY_COST_LIMIT_USD: '500',
    VIDGEN_CALL_TIMEOUT_S: '5',
    ...liveSettings({ gemini, fal }),
  })
  browser = await openBrowser()
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
  await Promise.all([fal?.close(), gemini?.close()])
}, 60_000)

async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Products', level: 1 }).waitFor()
}

async function goTo(page: Page, link: string, heading = link): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: link }).click()
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
}

/** Nothing for axe to say, nothing too wide, and a picture of it. */
async function isFine(page: Page, name: string): Promise<void> {
  if (VIDGEN_SCREENSHOTS) {
    mkdirSync(VIDGEN_SCREENSHOTS, { recursive: true })
    await page.screenshot({ path: join(VIDGEN_SCREENSHOTS, `${name}.png`), fullPage: true })
  }
  expect(await violations(page)).toEqual([])
  expect(await isTooWide(page)).toBe(false)
}

const badge = (page: Page, text: string) =>
  page.getByRole('main').getByRole('status').getByText(text, { exact: true })

test(
  'a lost purchase is decided, a video rejected with a reason',
  { timeout: 400_000 },
  async () => {
    const { page, offences } = await openPage(browser, shop.url)
    await signIn(page, 'kim')
    await page.getByRole('button', { name: 'Upload CSV' }).click()
    await page.getByLabel('CSV file').setInputFiles(shop.csv)
    await page.getByLabel('Pictures').setInputFiles(shop.picture)
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByText('3 rows, 2 of them good').waitFor()
    await page.getByLabel('Leave bad rows out').check()
    await page.getByText('More options').click()
    await page.getByLabel('before the videos are published').check()
    await page.getByRole('button', { name: /^Generate 2 videos for about/ }).click()
    await page.getByText('2 videos queued.').waitFor()
    await page.getByRole('button', { name: 'See the jobs' }).click()

    fal.script.push('reset-after')
    shop.work()
    await page.getByRole('cell', { name: /^Needs review/ }).waitFor({ timeout: 120_000 })
    await page.getByRole('cell', { name: /^Awaits approval.*that costs nothing/ }).waitFor()
    await isFine(page, 'jobs')
    await page
      .getByRole('row', { name: /Needs review/ })
      .getByRole('link')
      .click()
    await page.getByText('The answer of a purchase was lost').waitFor()
    await isFine(page, 'review')
    await page.getByLabel('Request id').fill('nobody')
    await page.getByRole('button', { name: 'Attach a result' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByRole('button', { name: 'Retry: it was billed' }).click()
    await page.getByText('Count the lost purchase as paid').waitFor()
    await isFine(page, 'review-sure')
    await page.getByRole('button', { name: 'Yes' }).click()
    await badge(page, 'Awaits approval').waitFor({ timeout: 120_000 })
    await page.getByText('waits for approval before it is published').waitFor()
    await page.getByRole('button', { name: 'Reject' }).click()
    await page.getByLabel('Reason').fill('the colour is wrong')
    await isFine(page, 'reject')
    await page.getByRole('button', { name: 'Reject' }).click()
    await badge(page, 'Cancelled').waitFor()
    await page.getByRole('cell', { name: 'the colour is wrong' }).waitFor()
    expect(await shop.ask<LedgerResult>('ledger', 'verify')).toMatchObject({ balanced: true })

    await goTo(page, 'Costs')
    await page.getByRole('heading', { name: /^Forecast of/ }).waitFor()
    await isFine(page, 'costs')
    expect(offences).toEqual([])
  },
)

test('purchases are paused with a reason and go on', { timeout: 120_000 }, async () => {
  const { page, offences } = await openPage(browser, shop.url)
  await signIn(page, 'kim')
  expect(await page.getByRole('navigation').getByRole('link').allTextContents()).toEqual([
    'Products',
    'Jobs',
    'Costs',
    'Pauses',
  ])
  await goTo(page, 'Pauses')
  await page.getByText('Nothing is paused.').waitFor()
  await page.getByLabel('What').selectOption('fal')
  await page.getByLabel('Reason').fill('their prices went up')
  await page.getByRole('button', { name: 'Pause purchases' }).click()
  await page.getByText('fal is paused.').waitFor()
  await page.getByRole('listitem').filter({ hasText: 'their prices went up' }).waitFor()
  await page.getByText('fal is paused by user:kim: their prices went up').waitFor()
  await isFine(page, 'pauses')
  await page.getByRole('button', { name: 'Resume fal' }).click()
  await page.getByRole('button', { name: 'Yes' }).click()
  await page.getByText('fal goes on.').waitFor()
  await page.getByText('Nothing is paused.').waitFor()

  // A pilot of one of two, approved before anything is bought; looked at, not ordered.
  await goTo(page, 'Products')
  await page.getByLabel('Choose all shown').check()
  await page.getByRole('button', { name: 'Generate 2 videos' }).click()
  await page.getByLabel('Make a new video also').check()
  await page.getByRole('button', { name: /^Generate 1 video for|^Generate 2 videos for/ }).waitFor()
  await page.getByText('More options').click()
  await page.getByLabel('before anything is bought').check()
  await page.getByLabel('Only so many of them').fill('1')
  await page.getByLabel('Only so many of them').blur()
  await page.getByText('1 video to wait for approval').waitFor()
  await isFine(page, 'wishes')
  expect(offences).toEqual([])
})

test(
  'a person changes their own password, and is out elsewhere',
  { timeout: 180_000 },
  async () => {
    const { page, offences } = await openPage(browser, shop.url, {
      viewport: PHONE,
      colorScheme: 'dark',
    })
    const { page: elsewhere } = await openPage(browser, shop.url)
    await signIn(page, 'noor')
    await signIn(elsewhere, 'noor')
    await page.getByRole('button', { name: 'Password' }).click()
    const form = page.getByRole('dialog')
    const fill = async (current: string, fresh: string, again = fresh) => {
      await form.getByLabel('Password of now').fill(current)
      await form.locator('input[name=new]').fill(fresh)
      await form.getByLabel('New password once more').fill(again)
      await form.getByRole('button', { name: 'Change password' }).click()
    }
    await isFine(page, 'own-password-phone')
    await fill(PASSWORD, 'a longer way home', 'a longer way hone')
    await form.getByText('The two new passwords are not the same.').waitFor()
    await fill('a guess at it', 'a longer way home')
    await form.getByText('The password of now is not right.').waitFor()
    await isFine(page, 'own-password-wrong-phone')
    await fill(PASSWORD, 'a longer way home')
    await form.getByText('Your password is changed.').waitFor()
    await isFine(page, 'own-password-done-phone')
    await form.getByRole('button', { name: 'Close' }).last().click()
    await goTo(page, 'Costs')
    await elsewhere.reload()
    await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor()
    await elsewhere.getByLabel('Name').fill('noor')
    await elsewhere.getByLabel('Password').fill('a longer way home')
    await elsewhere.getByRole('button', { name: 'Sign in' }).click()
    await elsewhere.getByRole('heading', { name: 'Products', level: 1 }).waitFor()
    expect(offences).toEqual([])
  },
)

test('an admin adds people and tokens, and sees who did what', { timeout: 180_000 }, async () => {
  const look = { viewport: PHONE, colorScheme: 'dark' } as const
  const { page, offences } = await openPage(browser, shop.url, look)
  await signIn(page, 'ada')
  await goTo(page, 'People', 'People and programs')
  await page.getByText('No tokens.').waitFor()
  await isFine(page, 'people-phone')

  await page.getByRole('button', { name: 'Add user' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill('noor.kim')
  await form.getByLabel('Password').fill('noor.kim-12')
  await form.getByRole('button', { name: 'Add user' }).click()
  await form.getByRole('alert').waitFor()
  await isFine(page, 'add-user-phone')
  await form.getByLabel('Password').fill(PASSWORD)
  await form.getByRole('button', { name: 'Add user' }).click()
  await page.getByText('noor.kim may sign in.').waitFor()
  await page.getByLabel('Role of noor.kim').selectOption('operator')
  await page.getByText('The role of noor.kim is changed').waitFor()
  await page.getByRole('button', { name: 'Remove noor.kim' }).click()
  await page.getByRole('button', { name: 'Yes' }).click()
  await page.getByText('noor.kim is removed.').waitFor()

  await page.getByRole('button', { name: 'Make token' }).click()
  await form.getByLabel('Name').fill('shop')
  await form.getByRole('button', { name: 'Make token' }).click()
  const token = await form.getByLabel('Token', { exact: true }).inputValue()
  const overview = () =>
    fetch(`${shop.url}/api/admin/overview`, { headers: { authorization: `Bearer ${token}` } })
  expect((await overview()).status).toBe(200)
  await isFine(page, 'token-phone')
  await form.getByRole('button', { name: 'Close' }).last().click()
  await page.getByRole('button', { name: 'Revoke shop' }).click()
  await page.getByRole('button', { name: 'Yes' }).click()
  await page.getByText('shop is revoked.').waitFor()
  expect((await overview()).status).toBe(401)

  await goTo(page, 'Log', 'Audit log')
  await page
    .getByRole('cell', { name: /users\.remove/ })
    .first()
    .waitFor()
  await isFine(page, 'log-phone')
  await page.getByLabel('Who').fill('user:nobody')
  await page.getByLabel('Who').press('Enter')
  await page.getByText('Nothing in the log is like that.').waitFor()
  expect(offences).toEqual([])
})

test(
  'an admin sets a limit of today with a reason, and ends it',
  { timeout: 180_000 },
  async () => {
    const { page, offences } = await openPage(browser, shop.url, { viewport: PHONE })
    await signIn(page, 'ada')
    await goTo(page, 'Costs')
    await page.getByText('Money at fal, this month').waitFor()
    await page.getByRole('button', { name: 'Set a limit' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Provider').selectOption('fal')
    expect(await form.getByLabel('Videos').count()).toBe(0)
    await form.getByLabel('US dollars').fill('0.12')
    await form.getByRole('button', { name: 'Set a limit' }).click()
    expect(await form.locator('input[name=reason]:invalid').count()).toBe(1)
    await form.getByLabel('Reason').fill('a quiet day')
    await isFine(page, 'set-limit-phone')
    await form.getByRole('button', { name: 'Set a limit' }).click()
    await page.getByText('The limit is set.').waitFor()
    const set = page.getByRole('listitem').filter({ hasText: 'a quiet day' })
    await set.getByText('Money at fal, today: $0.1200 in place of no limit.').waitFor()
    await set.getByText('user:ada').waitFor()
    await isFine(page, 'limits-phone')
    const { limits } = await shop.ask<LimitsResult>('limit')
    expect(limits).toContainEqual(
      expect.objectContaining({ span: 'day', provider: 'fal', limit: 120_000 }),
    )

    await page.getByRole('button', { name: 'Set a limit' }).click()
    await form.getByLabel('Provider').selectOption('fal')
    await form.getByLabel('Back to the settings').check()
    await form.getByLabel('Reason').fill('over')
    await form.getByRole('button', { name: 'End it' }).click()
    await page.getByText('The settings hold again.').waitFor()
    await set.waitFor({ state: 'detached' })
    expect(offences).toEqual([])
  },
)

test('who is no admin finds no people and no log', { timeout: 60_000 }, async () => {
  const { page } = await openPage(browser, shop.url)
  await signIn(page, 'vera')
  for (const path of ['/people', '/log']) {
    await page.goto(shop.url + path)
    await page.getByText('There is no such page.').waitFor()
  }
  await page.goto(`${shop.url}/costs`)
  await page.getByText('Money at fal, this month').waitFor()
  expect(await page.getByRole('button', { name: 'Set a limit' }).count()).toBe(0)
  await page.goto(`${shop.url}/pauses`)
  await page.getByText('Nothing is paused.').waitFor()
  expect(await page.getByRole('main').getByRole('button').count()).toBe(0)
})
