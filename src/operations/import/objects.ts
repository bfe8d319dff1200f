import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import type { Db } from '../../db/client.ts'
import { VidgenError } from '../../errors.ts'
import { hashFile } from '../../media/hash.ts'
import type { ImportResult } from '../../results.ts'
import { posterKey, videoKey } from '../../storage/keys.ts'
import type { Storage } from '../../storage/storage.ts'
import type { ImportOptions } from './import.ts'

const AT_ONCE = 4
const PAGE = 500
const STORED = 'storage:'

interface Movable {
  key: string
  contentType: string
  metadata: Record<string, string>
  /** Of the bytes; null where the database does not say. */
  sha256: string | null
  /** A product shows it: without it the import is not whole. */
  isShown: boolean
}

interface Copy {
  source: Db
  storage: Storage
  from: string
}

type Outcome = keyof ImportResult['objects']

/**
 * Copies what the steps made and the pictures that they were made from; what the new storage has
 * already stays. Throws IMPORT_OBJECT_MISSING when a video that a product shows is gone or damaged.
 */
export async function copyObjects(
  copy: Copy,
  options: ImportOptions,
): Promise<ImportResult['objects']> {
  const counts: ImportResult['objects'] = { copied: 0, present: 0, missing: 0 }
  const lost: string[] = []
  const total = await copy.source.step.count()
  const limit = pLimit(AT_ONCE)
  let done = 0
  for await (const page of pages(copy.source)) {
    await Promise.all(
      page.map(async (object) =>
        limit(async () => {
          const outcome = await move(copy, object, options.dryRun)
          counts[outcome]++
          if (outcome === 'missing' && object.isShown) lost.push(object.key)
        }),
      ),
    )
    done += page.length
    options.onProgress?.({ stage: 'objects', done: Math.min(done, total), total })
  }
  if (lost.length === 0) return counts
  throw new VidgenError('IMPORT_OBJECT_MISSING', { from: copy.from, keys: lost })
}

async function move({ storage, from }: Copy, object: Movable, isDryRun: boolean): Promise<Outcome> {
  const file = join(from, 'videos', object.key)
  const found = await stat(file).catch(() => null)
  const there = await storage.head(object.key)
  if (there && (!found || found.size === there.sizeBytes)) return 'present'
  if (!found) return 'missing'
  if (object.sha256 !== null && (await hashFile(file)) !== object.sha256) return 'missing'
  if (!isDryRun) {
    const { contentType, metadata } = object
    await storage.putFile(object.key, file, { contentType, metadata })
  }
  return 'copied'
}

/** Every object that the database names, by pages. */
async function* pages(source: Db): AsyncGenerator<Movable[]> {
  yield* stepPages(source)
  const seen = new Set<string>()
  let after = ''
  for (;;) {
    const products = await source.product.findMany({
      where: { id: { gt: after }, imageUrl: { startsWith: STORED } },
      orderBy: { id: 'asc' },
      take: PAGE,
      select: { id: true, imageUrl: true },
    })
    yield products.flatMap(({ imageUrl }) => {
      const key = imageUrl.slice(STORED.length)
      if (seen.has(key)) return []
      seen.add(key)
      return [pictureOf(key)]
    })
    if (products.length < PAGE) return
    after = products.at(-1)!.id
  }
}

async function* stepPages(source: Db): AsyncGenerator<Movable[]> {
  let after = ''
  for (;;) {
    const jobs = await source.videoGenerationJob.findMany({
      where: { id: { gt: after }, steps: { some: {} } },
      orderBy: { id: 'asc' },
      take: PAGE,
      select: { id: true, productId: true, product: { select: { videoJobId: true } }, steps: true },
    })
    yield jobs.flatMap(({ id, productId, product, steps }) => {
      const metadata = { product: productId, job: id }
      const own = steps.filter((step) => step.reusedJobId === null && step.removedAt === null)
      const objects = own.map(({ step, artefactKey: key, contentType, sha256 }) => {
        const isShown = step === 'UPLOAD' && product.videoJobId === id
        return { key, contentType, sha256, metadata, isShown }
      })
      const start = steps.find(({ step }) => step === 'START_FRAME')
      const isPublished = own.some(({ artefactKey }) => artefactKey === videoKey(productId, id))
      if (!start || !isPublished) return objects
      const { contentType, sha256 } = start
      const isShown = product.videoJobId === id
      return [...objects, { key: posterKey(productId, id), contentType, sha256, metadata, isShown }]
    })
    if (jobs.length < PAGE) return
    after = jobs.at(-1)!.id
  }
}

/** Named by its content. */
function pictureOf(key: string): Movable {
  const [, sha256 = null, extension = ''] = /([0-9a-f]{64})\.(\w+)$/.exec(key) ?? []
  const contentType = `image/${extension === 'jpg' ? 'jpeg' : extension}`
  return { key, contentType, metadata: {}, sha256, isShown: false }
}
