/** What is wrong with the storage itself, whoever asks it for whatever. */
const AWAY: ReadonlySet<string> = new Set([
  'STORAGE_UNREACHABLE',
  'STORAGE_FULL',
  'STORAGE_DENIED',
  'STORAGE_BUCKET_MISSING',
  'STORAGE_REGION_WRONG',
])

/** Whether an error's code says that nothing can be kept until somebody mends the storage. */
export function isStorageAway(code: string): boolean {
  return AWAY.has(code)
}
