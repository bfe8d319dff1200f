/** The first day carried out, command by command. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CARRIED_OUT } from './carried-out.ts'
import { countsOf, follow, openShop } from './shop.ts'

describe('first day', { timeout: 400_000 }, () => {
  test('from a file to videos', async () => {
    await using shop = await openShop()
    await follow(shop, ['first-day.md', 'A file'])
    await follow(shop, ['first-day.md', 'The first videos'])
    expect(await countsOf(shop)).toEqual({ COMPLETED: 5 })
    for (const file of ['sheet.html', 'videos.csv', 'report.html'])
      expect(statSync(join(shop.folder, file)).size).toBeGreaterThan(100)
    await follow(shop, ['first-day.md', 'The limit, tried on purpose'])
    expect(await countsOf(shop)).toEqual({ COMPLETED: 5 })
    await follow(shop, ['first-day.md', 'Every day after'])
    await follow(shop, ['observability.md', 'Health'])
  })

  test('in Korean', async () => {
    await using shop = await openShop({ VIDGEN_LANG: 'ko' })
    const told = []
    for (const heading of CARRIED_OUT['first-day.ko.md']!)
      told.push(...(await follow(shop, ['first-day.ko.md', heading])))
    expect(await countsOf(shop)).toEqual({ COMPLETED: 5 })
    const said = told.map((each) => each.said).join('')
    expect(said).toMatch(/모의 실행.*등록했습니다.*장부가 맞습니다/s)
    expect(said).not.toMatch(/Nothing|Queued|The books/)
  })
})
