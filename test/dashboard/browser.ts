/** Debian's Chromium, driven over the pages of a real `vidgen serve`. */
import { access } from 'node:fs/promises'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** Throws what to do where it is missing. */
export async function findChromium(): Promise<void> {
  try {
    await access(CHROMIUM)
  } catch {
    throw new Error(
      'Chromium is missing: install it (apt-get install chromium) or leave it out (bin/test --without chromium).',
    )
  }
}

/** A browser that asks nobody but the page's own server. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A page in a window of its own, and what it did that it should not. */
export interface Watched {
  page: Page
  /** Requests to others, and what the console says was refused or went wrong. */
  offences: string[]
}

/** Opens the dashboard for somebody who is not signed in. */
export async function openPage(
  browser: Browser,
  url: string,
  look: {
    colorScheme?: 'light' | 'dark'
    viewport?: { width: number; height: number }
    locale?: string
    timezoneId?: string
  } = {},
): Promise<Watched> {
  const context = await browser.newContext({ locale: 'en-GB', ...look })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const offences: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) offences.push(request.url())
  })
  page.on('pageerror', ({ message }) => offences.push(message))
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) offences.push(message.text())
  })
  await page.goto(url)
  return { page, offences }
}

/** What axe finds against the page as it stands: rule and element. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    'axe.run()',
  )
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

/** Whether the page is wider than its window. */
export async function isTooWide(page: Page): Promise<boolean> {
  return await page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  )
}
