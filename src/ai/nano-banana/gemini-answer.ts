/** Reads a successful answer of generateContent: the image, why there is none, and what it cost. */
import { z } from 'zod'
import { checkPicture } from '../../media/picture.ts'
import { imageMicros, tokenMicros } from '../../money/price-table.ts'
import { parseJson, shownReason } from '../exchange.ts'
import type { ImageOptions } from '../provider-options.ts'
import { type Cost, type ImageAnswer, type ImageRequest, ServiceFailure } from '../service.ts'

const tokens = z.number().int().nonnegative().catch(0)
const byModality = z
  .array(z.object({ modality: z.string().catch(''), tokenCount: tokens }))
  .catch([])

const answerSchema = z.object({
  candidates: z
    .array(
      z.object({
        content: z
          .object({
            parts: z
              .array(
                z.object({
                  text: z.string().optional(),
                  thought: z.boolean().optional(),
                  inlineData: z.object({ mimeType: z.string(), data: z.string() }).optional(),
                }),
              )
              .catch([]),
          })
          .optional(),
        finishReason: z.string().optional(),
        finishMessage: z.string().optional(),
      }),
    )
    .optional(),
  promptFeedback: z
    .object({ blockReason: z.string().optional(), blockReasonMessage: z.string().optional() })
    .optional(),
  usageMetadata: z
    .object({
      promptTokenCount: tokens,
      candidatesTokenCount: tokens,
      thoughtsTokenCount: tokens,
      candidatesTokensDetails: byModality,
    })
    .optional(),
  responseId: z.string().optional(),
})

type Answer = z.infer<typeof answerSchema>
type Candidate = NonNullable<Answer['candidates']>[number]

/** Finish reasons that another try does not change. */
const POLICY = new Set([
  'SAFETY',
  'PROHIBITED_CONTENT',
  'BLOCKLIST',
  'SPII',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
])

/**
 * The frame of an answer. Throws ServiceFailure: `unknown` for what can't be read (it was answered, so
 * it may be billed), else with what the answer's own count of tokens says it cost.
 */
export async function answerOf(
  body: string,
  request: ImageRequest,
  options: ImageOptions,
): Promise<ImageAnswer> {
  const parsed = answerSchema.safeParse(parseJson(body))
  if (!parsed.success) throw unreadable(body, options)
  const answer = parsed.data
  const candidate = answer.candidates?.[0]
  const image = lastImage(candidate)
  if (!image) throw withoutImage(answer, candidate, { request, options })
  const bytes = Buffer.from(image.data, 'base64')
  const cost = costOf(answer, request, options)
  const { contentType } = await checkPicture(bytes).catch((cause: unknown) => {
    const params = { provider: 'gemini', reason: `its image can't be read (${image.mimeType})` }
    throw new ServiceFailure({ disposition: 'retry', code: 'AI_NO_IMAGE', params, cost, cause })
  })
  return { bytes, contentType, requestId: answer.responseId ?? `gemini-${request.key}`, cost }
}

/** Thoughts may carry drafts before the image. */
function lastImage(candidate: Candidate | undefined) {
  const parts = candidate?.content?.parts ?? []
  return parts.findLast((part) => part.inlineData && part.thought !== true)?.inlineData
}

function withoutImage(
  answer: Answer,
  candidate: Candidate | undefined,
  { request, options }: { request: ImageRequest; options: ImageOptions },
): ServiceFailure {
  const { blockReason, blockReasonMessage } = answer.promptFeedback ?? {}
  const finish = candidate?.finishReason ?? ''
  const said = candidate?.content?.parts.find((part) => part.text && !part.thought)?.text
  const words = blockReasonMessage ?? candidate?.finishMessage ?? said ?? ''
  const reason = shownReason(
    [blockReason ?? (finish || 'no candidate'), words].filter(Boolean).join(': '),
    [options.apiKey],
  )
  const isPolicy = blockReason !== undefined || POLICY.has(finish)
  const cost = costOf(answer, request, options)
  return new ServiceFailure({
    disposition: isPolicy ? 'reject' : 'retry',
    code: isPolicy ? 'AI_CONTENT_POLICY' : 'AI_NO_IMAGE',
    params: { provider: 'gemini', reason },
    // Only what was made is billed by tokens; a blocked prompt tells no output.
    ...(hasOutput(answer) || !isPolicy ? { cost } : {}),
  })
}

function hasOutput({ usageMetadata: usage }: Answer): boolean {
  return (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0) > 0
}

/** By the tokens that the answer tells, each kind at its own rate; by the table where it tells none. */
function costOf(answer: Answer, request: ImageRequest, options: ImageOptions): Cost {
  const { price, imageSize } = options
  const { usageMetadata: usage } = answer
  const hasImage = lastImage(answer.candidates?.[0]) !== undefined
  if (!usage || price.per !== 'token' || (hasImage && !hasOutput(answer))) {
    const micros = imageMicros(price, { size: imageSize, pictures: request.pictures.length })
    return { micros, source: 'price-table' }
  }
  const output = usage.candidatesTokenCount + usage.thoughtsTokenCount
  const imageOutputTokens = imageTokensOf(usage, hasImage)
  const micros = tokenMicros(price, {
    inputTokens: usage.promptTokenCount,
    textOutputTokens: Math.max(0, output - imageOutputTokens),
    imageOutputTokens,
  })
  return { micros, source: 'provider' }
}

/** Where the kinds are not told, an image is what was made: the dearest of them. */
function imageTokensOf(usage: NonNullable<Answer['usageMetadata']>, hasImage: boolean): number {
  const ofImages = usage.candidatesTokensDetails.filter(({ modality }) => modality === 'IMAGE')
  if (ofImages.length === 0) return hasImage ? usage.candidatesTokenCount : 0
  return ofImages.reduce((sum, { tokenCount }) => sum + tokenCount, 0)
}

function unreadable(body: string, { apiKey }: ImageOptions): ServiceFailure {
  const isHtml = /^\s*</.test(body)
  const reason = isHtml ? 'an HTML page' : shownReason(body.slice(0, 200), [apiKey]) || 'nothing'
  return new ServiceFailure({
    disposition: 'unknown',
    code: 'AI_ANSWER_UNREADABLE',
    params: { provider: 'gemini', reason },
  })
}
