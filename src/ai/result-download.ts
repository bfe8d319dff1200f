import { open, rm } from 'node:fs/promises'
import { VidgenError } from '../errors.ts'
import { sniffPicture } from '../media/sniff.ts'
import type { AddressPolicy } from '../net/address-policy.ts'
import { downloadToFile, isPassing } from '../net/download.ts'
import { behind } from '../text/behind.ts'
import { type FailureDetails, type ProviderName, ServiceFailure } from './service.ts'

/** What was rendered, and where it goes. */
export interface ResultDownload {
  provider: ProviderName
  url: string
  toFile: string
  kind: 'video' | 'image'
  addresses: AddressPolicy
  signal: AbortSignal
}

const LIMITS = {
  video: { maxBytes: 200 * 1024 * 1024, accept: 'video/*', timeoutMs: 300_000 },
  image: { maxBytes: 30 * 1024 * 1024, accept: 'image/*', timeoutMs: 120_000 },
}
const WAIT_MS = 10_000
const HEAD_BYTES = 512

/**
 * Fetches what a provider made into a file and looks at its first bytes. Throws ServiceFailure:
 * `reject` when it is gone (its address was told just before), `wait` while its server can't be
 * reached, `retry` when it is something else, such as an HTML page, or may not be fetched. Unbilled.
 */
export async function fetchResult(result: ResultDownload): Promise<void> {
  const { url, toFile, kind, addresses, signal, provider } = result
  const type = await downloadToFile(url, toFile, { ...LIMITS[kind], addresses, signal })
    .then(({ contentType }) => contentType)
    .catch((error: unknown) => {
      signal.throwIfAborted()
      throw failureOf(error, result)
    })
  const head = await headOf(toFile)
  if (kind === 'video' ? isMp4(head) : sniffPicture(head) !== null) return
  await rm(toFile, { force: true })
  const reason = `a ${kind} was ordered, ${whatItIs(head, type)} came`
  throw new ServiceFailure({
    disposition: 'retry',
    code: 'AI_RESULT_UNREADABLE',
    params: { provider, reason },
  })
}

function failureOf(error: unknown, { provider, url }: ResultDownload): unknown {
  if (!(error instanceof VidgenError)) return error
  const fail = (details: Omit<FailureDetails, 'cause'>) =>
    new ServiceFailure({ ...details, cause: error })
  const reason = behind(error)
  const unreadable = { code: 'AI_RESULT_UNREADABLE', params: { provider, reason } } as const
  const unreachable = { code: 'AI_UNREACHABLE', params: { provider, reason } } as const
  if (isPassing(error)) return fail({ disposition: 'wait', ...unreachable, waitMs: WAIT_MS })
  // What was paid for is never given up for a limit or a setting of ours.
  if (error.code !== 'DOWNLOAD_REFUSED') return fail({ disposition: 'retry', ...unreadable })
  const { status } = error.params as { status: number }
  if (status !== 404 && status !== 410) return fail({ disposition: 'retry', ...unreadable })
  const requestId = new URL(url).pathname.split('/').findLast((part) => part !== '') ?? ''
  return fail({ disposition: 'reject', code: 'AI_RESULT_EXPIRED', params: { provider, requestId } })
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

function isMp4(head: Buffer): boolean {
  return head.subarray(4, 8).toString('latin1') === 'ftyp'
}

function whatItIs(head: Buffer, type: string | null): string {
  const text = head.toString('utf8').trimStart()
  if (head.length === 0) return 'an empty file'
  if (/^<(!doctype|html)/i.test(text)) return 'an HTML page'
  if (/^[[{]/.test(text)) return 'JSON'
  return type ? `something else (${type})` : 'something else'
}
