/** The dashboard as a shop in Korea sees it: every page, wide and on a phone, light and dark. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import iconv from 'iconv-lite'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fal, startFal } from '../fakes/fal.ts'
import { startGemini } from '../fakes/gemini.ts'
import { liveSettings } from '../fakes/live.ts'
import type { FakeServer } from '../fakes/server.ts'
import { isTooWide, openBrowser, openPage, violations } from './browser.ts'
import { type DashboardShop, openShop, PASSWORD } from './shop.ts'

/** Where pictures of the pages go, for whoever wants to look at them. */
const { VIDGEN_SCREENSHOTS } = process.env
const LOOKS = [
  { name: 'wide', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'phone', viewport: { width: 360, height: 780 }, colorScheme: 'dark' },
  { name: 'wide-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  { name: 'phone-light', viewport: { width: 390, height: 800 }, colorScheme: 'light' },
] as const
const KOREA = { locale: 'ko-KR', timezoneId: 'Asia/Seoul' }

let shop: DashboardShop
let browser: Browser
let fal: Fal
let gemini: FakeServer

beforeAll(async () => {
  ;[fal, gemini] = [await startFal(), await startGemini()]
  shop = await openShop({
    VIDGEN_TIMEZONE: 'Asia/Seoul',
    VIDGEN_POLL_S: '0.05',
    VIDGEN_CALL_TIMEOUT_S: '5',
    VIDGEN_MONTHLY_COST_LIMIT_USD: '300',
    ...liveSettings({ gemini, fal }),
  })
  browser = await openBrowser()
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
  await Promise.all([fal?.close(), gemini?.close()])
}, 60_000)

/** Lies in a folder, of which a browser tells nothing. */
const PICTURE = '코랄 티셔츠 뷁.jpg'

/** As Excel in Korea saves it. */
function koreanFile(): string {
  const file = join(dirname(shop.csv), '봄 신상품.csv')
  const rows = [
    '상품ID,상품명,이미지,성별,카테고리',
    `코랄-티셔츠,해 그림 코랄 티셔츠,사진/${PICTURE},여성,티셔츠`,
    'hoodie-sage,세이지 그린 오버핏 기모 후드 집업 (봄·가을용 남녀공용),picture.jpg,남성,후드',
    'bag-01,가죽 숄더백,picture.jpg,여자,가방',
    '1.23457E+12,깨진 번호,picture.jpg,여성,가방',
    'watch-02,손목시계,picture.jpg,공용,시계',
  ]
  writeFileSync(file, iconv.encode(rows.join('\r\n'), 'cp949'))
  return file
}

function koreanPicture(): string {
  const file = join(dirname(shop.csv), PICTURE)
  copyFileSync(shop.picture, file)
  return file
}

/** Nothing for axe to say, nothing too wide, nothing cut off, in every look; and a picture of it. */
async function isFine(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()!
  for (const look of LOOKS) {
    await page.setViewportSize(look.viewport)
    await page.emulateMedia({ colorScheme: look.colorScheme })
    if (VIDGEN_SCREENSHOTS) {
      mkdirSync(VIDGEN_SCREENSHOTS, { recursive: true })
      const path = join(VIDGEN_SCREENSHOTS, `${name}-${look.name}.png`)
      await page.screenshot({ path, fullPage: true })
    }
    expect.soft(await isTooWide(page), `${name} ${look.name}`).toBe(false)
  }
  expect.soft(await violations(page), name).toEqual([])
  await page.setViewportSize(before)
  expect.soft(await foreignIn(page), name).toEqual([])
}

/** Texts on the page without a Korean word that are no code, name, number or address. */
async function foreignIn(page: Page): Promise<string[]> {
  const texts = await page.evaluate<string[]>(`(() => {
    const found = []
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walk.nextNode())
      if (walk.currentNode.parentElement.checkVisibility() && !walk.currentNode.parentElement.closest('code, .prompt'))
        found.push(walk.currentNode.textContent.trim())
    for (const each of document.querySelectorAll('[aria-label],[title],[placeholder],[alt]'))
      for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
        if (each.getAttribute(name)) found.push(each.getAttribute(name))
    return found
  })()`)
  return [...new Set(texts)].filter(
    (text) => !/[가-힣]/.test(text) && /[A-Za-z]{2,} [A-Za-z]{2,}/.test(text),
  )
}

async function goTo(page: Page, link: string, heading = link): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: link }).click()
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
}

async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('이름').fill(name)
  await page.getByLabel('비밀번호').fill(PASSWORD)
  await page.getByRole('button', { name: '로그인' }).click()
  await page.getByRole('heading', { name: '상품', level: 1 }).waitFor()
}

test('an operator in Korea, from the file to the costs', { timeout: 500_000 }, async () => {
  const { page, offences } = await openPage(browser, shop.url, KOREA)
  await page.getByRole('heading', { name: '로그인' }).waitFor()
  await page.getByLabel('이름').fill('kim')
  await page.getByLabel('비밀번호').fill('wrong')
  await page.getByRole('button', { name: '로그인' }).click()
  await page.getByRole('alert').waitFor()
  await isFine(page, '01-sign-in')
  await signIn(page, 'kim')
  await page.getByText('아직 상품이 없습니다').waitFor()
  await isFine(page, '02-empty')

  await page.getByRole('button', { name: 'CSV 올리기' }).click()
  await page.getByLabel('CSV 파일').setInputFiles(koreanFile())
  await page.getByLabel(/^이미지/).setInputFiles([shop.picture, koreanPicture()])
  await page.getByRole('button', { name: '파일 검사' }).click()
  await page.getByRole('cell', { name: '1.23457E+12' }).waitFor()
  await isFine(page, '03-upload')
  await page.getByLabel('잘못된 행을 빼고').check()
  await page.getByText('옵션 더 보기').click()
  await page.getByLabel('게시하기 전에').check()
  await isFine(page, '04-upload-skip')
  await page.getByRole('button', { name: /^영상 3편 만들기/ }).click()
  await page.getByText('영상 3편을 등록했습니다.').waitFor()
  await isFine(page, '05-queued')
  await page.getByRole('button', { name: '작업 보기' }).click()
  await isFine(page, '06-jobs-queued')

  fal.script.push('reset-after')
  shop.work()
  await page.getByRole('cell', { name: /^검토 필요/ }).waitFor({ timeout: 120_000 })
  await page
    .getByRole('cell', { name: /^승인 대기/ })
    .first()
    .waitFor()
  await page
    .getByRole('cell', { name: /^승인 대기/ })
    .nth(1)
    .waitFor()
  await page.getByText('게시에는 비용이').nth(1).waitFor()
  await isFine(page, '07-jobs')
  await page
    .getByRole('row', { name: /검토 필요/ })
    .getByRole('link')
    .click()
  await page.getByText('구매 요청의 응답을').waitFor()
  await isFine(page, '08-review')
  await page.getByLabel('요청 ID').fill('nobody')
  await page.getByRole('button', { name: '결과 연결' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByRole('button', { name: '재시도: 청구되었음' }).click()
  await isFine(page, '09-review-sure')
  await page.getByRole('button', { name: '예', exact: true }).click()
  await page.getByText('영상을 만들었고').waitFor({ timeout: 120_000 })
  await isFine(page, '10-approval')
  await page.getByRole('button', { name: '반려' }).click()
  await page.getByLabel('이유').fill('색이 실물과 다릅니다')
  await isFine(page, '11-reject')
  await page.getByRole('button', { name: '반려' }).click()
  await page.getByRole('cell', { name: '색이 실물과 다릅니다' }).waitFor()
  await isFine(page, '12-rejected')
  await goTo(page, '작업')
  await page
    .getByRole('row', { name: /승인 대기/ })
    .first()
    .getByRole('link')
    .click()
  await page.getByRole('button', { name: '승인' }).click()
  await page.getByRole('main').getByRole('status').getByText('완료', { exact: true }).waitFor()
  for (const each of await page.locator('summary').all()) await each.click()
  await isFine(page, '13-done')

  await goTo(page, '상품')
  await page.getByLabel('보이는 상품 모두 선택').check()
  await isFine(page, '14-products')
  await page.getByRole('button', { name: '영상 3편 만들기' }).click()
  await page.getByText('등록하지 않는 것').waitFor()
  await isFine(page, '15-generate')
  await page.getByLabel('새로 만들기').check()
  await page.getByRole('button', { name: /^영상 \d편 만들기\(/ }).waitFor()
  await page.getByText('옵션 더 보기').click()
  await page.getByLabel('구매하기 전에').check()
  await isFine(page, '16-generate-force')
  await page.keyboard.press('Escape')

  await goTo(page, '비용')
  await page.getByRole('heading', { name: /전망$/ }).waitFor()
  await isFine(page, '17-costs')

  await goTo(page, '일시 중지')
  await isFine(page, '18-pauses-empty')
  await page.getByLabel('대상').selectOption('fal')
  await page.getByLabel('이유').fill('가격 인상 확인 중')
  await page.getByRole('button', { name: '구매 일시 중지' }).click()
  await page.getByRole('listitem').filter({ hasText: '가격 인상 확인 중' }).waitFor()
  await isFine(page, '19-pauses')
  await page.getByRole('button', { name: 'fal 재개' }).click()
  await isFine(page, '20-resume')
  await page.getByRole('button', { name: '예', exact: true }).click()
  await page.getByText('일시 중지된 것이 없습니다.').waitFor()
  await page.goto(`${shop.url}/nowhere`)
  await isFine(page, '21-nowhere')
  expect(offences).toEqual([])
})

test('an admin in Korea', { timeout: 240_000 }, async () => {
  const { page, offences } = await openPage(browser, shop.url, KOREA)
  await signIn(page, 'ada')
  await goTo(page, '사용자', '사용자와 프로그램')
  await page.getByText('토큰이 없습니다').waitFor()
  await isFine(page, '30-people')
  const form = page.getByRole('dialog')
  await page.getByRole('button', { name: '사용자 추가' }).click()
  await form.getByLabel('이름').fill('김 영희!')
  await form.getByLabel('비밀번호').fill('noor.kim-12')
  await form.getByRole('button', { name: '사용자 추가' }).click()
  await form.getByRole('alert').waitFor()
  await isFine(page, '31-add-user')
  await form.getByLabel('이름').fill('younghee')
  await form.getByLabel('비밀번호').fill(PASSWORD)
  await form.getByRole('button', { name: '사용자 추가' }).click()
  await page.getByText('younghee 사용자가 로그인할').waitFor()
  await page.getByLabel('younghee 역할').selectOption('operator')
  await page.getByText('역할을 바꾸고').waitFor()
  await isFine(page, '32-people')
  await page.getByRole('button', { name: 'younghee 삭제' }).click()
  await isFine(page, '33-remove')
  await page.getByRole('button', { name: '예', exact: true }).click()
  await page.getByText('younghee 사용자를 삭제했습니다').waitFor()
  await page.getByRole('button', { name: '토큰 만들기' }).click()
  await form.getByLabel('이름').fill('shop')
  await isFine(page, '34-token')
  await form.getByRole('button', { name: '토큰 만들기' }).click()
  await form.getByLabel('토큰', { exact: true }).waitFor()
  await isFine(page, '35-token-told')
  await form.getByRole('button', { name: '닫기' }).last().click()
  await isFine(page, '36-tokens')
  await goTo(page, '비용')
  await page.getByRole('button', { name: '한도 정하기' }).click()
  await form.getByLabel('이유').fill('가을 세일')
  await form.getByLabel('영상', { exact: true }).fill('300')
  await isFine(page, '37-set-limit')
  await form.getByRole('button', { name: '한도 정하기' }).click()
  await page.getByText('오늘 영상: 100 대신 300.').waitFor()
  await isFine(page, '38-limits')
  await goTo(page, '기록', '감사 기록')
  await page
    .getByRole('cell', { name: /users\.remove/ })
    .first()
    .waitFor()
  await isFine(page, '39-log')
  expect(offences).toEqual([])
})
