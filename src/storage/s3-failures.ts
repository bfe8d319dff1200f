import { VidgenError } from '../errors.ts'

export interface S3Place {
  /** As shown to people: bucket and endpoint. */
  place: string
  bucket: string
  region: string
}

const DENIED_NAMES =
  /^(AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|RequestTimeTooSkewed|CredentialsProviderError)$/
const REGION_NAMES =
  /^(InvalidRegion|PermanentRedirect|TemporaryRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint\w*)$/
const FULL_NAMES = /^(QuotaExceeded|XMinioStorageFull|XMinioAdminBucketQuotaExceeded)$/

/** What a failed request means to a person. `reason` is the service's own code, or the system's. */
export function s3Failure(
  place: S3Place,
  request: { action: 'read' | 'write' | 'delete'; key: string },
  error: unknown,
): unknown {
  if (error instanceof VidgenError || !(error instanceof Error)) return error
  const { name, status } = answerOf(error)
  const where = { kind: 's3' as const, place: place.place }
  const options = { cause: error }
  if (name === 'NoSuchBucket') {
    return new VidgenError('STORAGE_BUCKET_MISSING', place, options)
  }
  // Some services answer without a code: then the SDK names the status.
  if (name === 'NoSuchKey' || (name === 'NotFound' && request.action === 'read')) {
    return new VidgenError('STORAGE_OBJECT_MISSING', { ...where, key: request.key }, options)
  }
  if (FULL_NAMES.test(name) || status === 507) {
    return new VidgenError('STORAGE_FULL', { ...where, reason: name }, options)
  }
  if (REGION_NAMES.test(name)) {
    return new VidgenError('STORAGE_REGION_WRONG', { ...place, reason: name }, options)
  }
  if (DENIED_NAMES.test(name) || status === 401 || status === 403) {
    const params = { ...where, reason: name, action: request.action }
    return new VidgenError('STORAGE_DENIED', params, options)
  }
  return new VidgenError('STORAGE_UNREACHABLE', { ...where, reason: name }, options)
}

/** The service's code and status; for a failed connection the system's code; never its message. */
function answerOf(error: Error): { name: string; status: number | undefined } {
  const { code, $metadata } = error as {
    code?: unknown
    $metadata?: { httpStatusCode?: number }
  }
  const status = $metadata?.httpStatusCode
  // The SDK's own check before anything is sent; it has no code.
  if (/^Region (is missing|not accepted)/.test(error.message)) {
    return { name: 'InvalidRegion', status }
  }
  if (typeof code === 'string') return { name: code, status }
  // How R2 says that a key is none.
  if (error.name === 'InvalidArgument' && /\baccess key\b/i.test(error.message)) {
    return { name: 'InvalidAccessKeyId', status }
  }
  const isUnnamed = error.name === 'Error' || error.name === 'Unknown' || error.name === '403'
  return { name: isUnnamed && status !== undefined ? `HTTP ${status}` : error.name, status }
}
