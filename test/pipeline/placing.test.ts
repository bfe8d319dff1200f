/** Pictures that a provider fetches, and calls that were begun at another provider. */
import { expect, test } from 'vitest'
import { ServiceFailure, type VideoService } from '../../src/ai/service.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { cancelWhen, testWorker } from '../support/run.ts'
import { openWorld } from '../support/world.ts'

const refuse = () =>
  Promise.reject(
    new ServiceFailure({
      disposition: 'halt',
      code: 'AI_KEY_REJECTED',
      params: { provider: 'offline', reason: '401' },
    }),
  )

test('addresses are kept with the call, and used again when it is sent again', async () => {
  const ai = fakeAi()
  let uploads = 0
  const seen: (string | undefined)[] = []
  const { videos } = ai
  const fetching: VideoService = {
    ...videos,
    fetchesPictures: true,
    upload: async () => `https://cdn.example/${(uploads += 1)}`,
    submit(request, context) {
      seen.push(request.startFrame.url, request.endFrame.url)
      return videos.submit(request, context)
    },
  }
  const lost = {
    disposition: 'unknown',
    code: 'AI_CONNECTION_LOST',
    params: {},
    waitMs: 1,
  } as const
  ai.videoAnswers.push(lost, lost, lost)
  const world = await openWorld({ ...ai, videos: fetching })
  await world.enqueue(['P1'])
  await testWorker(world).runDue()
  world.clock.advance(60_000)
  await testWorker(world).runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
  expect(uploads).toBe(2)
  expect(new Set(seen)).toEqual(new Set(['https://cdn.example/1', 'https://cdn.example/2']))
  const call = await world.db.providerCall.findFirstOrThrow({ where: { step: 'VIDEO' } })
  expect(call.request).toMatchObject({
    durationS: 3,
    resolution: '480p',
    pictures: [{ url: 'https://cdn.example/1' }, { url: 'https://cdn.example/2' }],
  })
})

test('a key that the upload refuses pauses the provider before anything is bought', async () => {
  const ai = fakeAi()
  const world = await openWorld({
    ...ai,
    videos: { ...ai.videos, fetchesPictures: true, upload: refuse },
  })
  await world.enqueue(['P1'])
  await testWorker(world).runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', heldFor: 'offline' })
  expect(await world.db.hold.count()).toBe(1)
  expect(await world.db.providerCall.count({ where: { step: 'VIDEO' } })).toBe(0)
})

test('a provider that can’t be given pictures is left alone by everybody, longer each time', async () => {
  const ai = fakeAi()
  let uploads = 0
  const upload = () => {
    uploads++
    const failure = { disposition: 'wait', code: 'AI_UNREACHABLE', params: {} } as const
    return Promise.reject(new ServiceFailure(failure))
  }
  const limits = { offline: { inFlight: 5, perMinute: 0 } }
  const videos = { ...ai.videos, fetchesPictures: true, upload }
  const world = await openWorld({ ...ai, videos, providerLimits: limits })
  await world.enqueue(['P1', 'P2'])
  await testWorker(world).run('P1')
  const job = await world.job('P1')
  expect(job).toMatchObject({ status: 'QUEUED', attempt: 1, errorCode: 'AI_UNREACHABLE' })
  // P2 waits before it asks, and hands back because its worker drains.
  await testWorker(world, { draining: () => true }).run('P2')
  expect(await world.job('P2')).toMatchObject({ status: 'QUEUED', attempt: 1 })
  expect(uploads).toBe(2)
  world.clock.advance(10_001)
  await testWorker(world).run('P1')
  expect(await world.db.providerPace.findMany()).toMatchObject([
    { waits: 2, notBefore: new Date(world.clock().getTime() + 20_000) },
  ])
  world.clock.advance(20_001)
  const cancelling = testWorker(world)
  cancelWhen(cancelling, () => true)
  await cancelling.run('P1')
  expect(await world.job('P1')).toMatchObject({ status: 'CANCELLED' })
  expect(uploads).toBe(4)
})

test('a call at a provider that is not configured any more is not given up', async () => {
  const ai = fakeAi()
  const world = await openWorld(ai)
  await world.enqueue(['P1'])
  ai.states.push({ state: 'rendering', progress: 1 })
  await testWorker(world, { renderTimeoutMs: 0 }).runDue()
  world.clock.advance(60_000)
  const elsewhere = { ...ai.videos, provider: 'fal' as const }
  const missing = { provider: 'offline', setting: 'X' }
  const videosOf = () =>
    Promise.reject(
      new ServiceFailure({
        disposition: 'reject',
        code: 'AI_PROVIDER_NOT_CONFIGURED',
        params: missing,
      }),
    )
  await testWorker(world, { videos: elsewhere, videosOf }).runDue()
  expect(await world.job('P1')).toMatchObject({
    status: 'NEEDS_REVIEW',
    errorCode: 'AI_PROVIDER_NOT_CONFIGURED',
  })
  const { retry } = await import('../../src/jobs/retry.ts')
  const { everyJob } = await import('../../src/jobs/selection.ts')
  await retry(world.context, everyJob, {})
  await testWorker(world, { videos: elsewhere, videosOf: async () => ai.videos }).runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
  expect(ai.sent).toHaveLength(3)
})
