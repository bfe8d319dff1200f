/** Paid services that do as they are told and keep a bill: for failures that the offline ones don't have. */
import { writeFile } from 'node:fs/promises'
import { samplePicture, sampleVideo } from '../../src/ai/offline/sample.ts'
import {
  type CallContext,
  type Cost,
  type FailureDetails,
  type ImageService,
  type ProviderName,
  ServiceFailure,
  type VideoService,
  type RenderState,
} from '../../src/ai/service.ts'
import { IMAGE_MICROS, VIDEO_MICROS } from './world.ts'

/** One answer: an ordinary one, a failure, or whatever else is to happen before it. */
type Answer = 'ok' | FailureDetails | ((key: string, context: CallContext) => Promise<void>)

export interface FakeAi {
  images: ImageService
  videos: VideoService
  /** What was billed, by key, once a key where the service is repeatable. */
  bill: Map<string, number>
  /** Every paid request that arrived, in order. */
  sent: string[]
  polls: string[]
  cancelled: string[]
  /** Consumed one a request; `ok` when empty. */
  imageAnswers: Answer[]
  videoAnswers: Answer[]
  /** What is asked for now, and billed where no cost was given. */
  prices: { image: number; video: number }
  /** Consumed one a poll; succeeded when empty. */
  states: (RenderState | FailureDetails)[]
}

export interface FakeAiOptions {
  repeatable?: boolean
  imageCost?: Cost
  answersWithinMs?: number
  videoCost?: Cost
  /** Who bills for frames and who for videos. */
  billedBy?: { images: ProviderName; videos: ProviderName }
}

export function fakeAi(options: FakeAiOptions = {}): FakeAi {
  const { repeatable = true } = options
  const prices = { image: IMAGE_MICROS, video: VIDEO_MICROS }
  const imageCost = (): Cost => options.imageCost ?? { micros: prices.image, source: 'provider' }
  const videoCost = (): Cost => options.videoCost ?? { micros: prices.video, source: 'provider' }
  const ai: Omit<FakeAi, 'images' | 'videos'> = {
    bill: new Map(),
    sent: [],
    polls: [],
    cancelled: [],
    imageAnswers: [],
    videoAnswers: [],
    prices,
    states: [],
  }
  const pay = async (
    key: string,
    context: CallContext,
    paid: { answers: Answer[]; cost: Cost },
  ) => {
    ai.sent.push(key)
    const answer = paid.answers.shift() ?? 'ok'
    if (typeof answer === 'function') await answer(key, context)
    else if (answer !== 'ok') throw new ServiceFailure(answer)
    const times = repeatable || !ai.bill.has(key) ? 1 : 2
    ai.bill.set(key, times * paid.cost.micros)
  }
  const billedBy = options.billedBy ?? { images: 'offline', videos: 'offline' }
  const service = {
    model: 'fake',
    endpoint: 'fake',
    repeatable,
    answersWithinMs: options.answersWithinMs ?? 60_000,
    fetchesPictures: false,
    settings: {},
    probe: async () => ({ answered: 'fake' }),
  } as const
  const images: ImageService = {
    ...service,
    provider: billedBy.images,
    service: 'nano-banana',
    mode: 'direct',
    priceMicros: () => prices.image,
    async generate({ key }, context) {
      await pay(key, context, { answers: ai.imageAnswers, cost: imageCost() })
      return { ...samplePicture(), requestId: `r-${key}`, cost: imageCost() }
    },
  }
  const videos: VideoService = {
    ...service,
    provider: billedBy.videos,
    service: 'pika',
    pollEveryMs: 5,
    priceMicros: () => prices.video,
    async submit({ key }, context) {
      await pay(key, context, { answers: ai.videoAnswers, cost: videoCost() })
      return { requestId: `r-${key}` }
    },
    async poll({ requestId }) {
      ai.polls.push(requestId)
      const state = ai.states.shift()
      if (state && 'disposition' in state) throw new ServiceFailure(state)
      if (state) return state
      if (ai.cancelled.includes(requestId)) return { state: 'cancelled', cost: null }
      return { state: 'succeeded', url: requestId, cost: videoCost(), expiresAt: null }
    },
    fetch: (_, toFile) => writeFile(toFile, sampleVideo()),
    async cancel({ requestId }) {
      ai.cancelled.push(requestId)
      return true
    },
  }
  return Object.assign(ai, { images, videos })
}
