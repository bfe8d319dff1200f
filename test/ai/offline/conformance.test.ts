import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { createOfflineImages } from '../../../src/ai/offline/images.ts'
import { createOfflineVideos } from '../../../src/ai/offline/video.ts'
import { imageServiceSuite } from '../image-service.suite.ts'
import { videoServiceSuite } from '../video-service.suite.ts'
import { readBill } from './home.ts'

const homes: string[] = []
afterAll(async () => {
  for (const home of homes) await rm(home, { recursive: true, force: true })
})

for (const media of ['draw', 'sample'] as const) {
  imageServiceSuite(`offline (${media})`, async () => {
    const options = await optionsFor(media)
    const service = createOfflineImages({ ...options, imageMs: 5, priceMicros: 33_600 })
    return { service, ...billOf(options.home) }
  })
  videoServiceSuite(`offline (${media})`, async () => {
    const options = await optionsFor(media)
    const service = createOfflineVideos({ ...options, videoMs: 50, priceMicros: 200_000 })
    return { service, ...billOf(options.home) }
  })
}

async function optionsFor(media: 'draw' | 'sample') {
  const home = await mkdtemp(join(tmpdir(), 'vidgen-conformance-'))
  homes.push(home)
  return { home, media, failureRate: 0, seed: 1 }
}

function billOf(home: string) {
  const billedKeys = async () => (await readBill(home)).map(({ key }) => key)
  return { billedKeys, billed: async () => (await billedKeys()).length }
}
