import {
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  type S3Client,
} from '@aws-sdk/client-s3'
import { bucketKey, type S3StorageOptions } from './s3-client.ts'

/** What only `vidgen cleanup` may remove. */
const KEPT = ['videos', 'frames', 'pictures']

/**
 * The folders of ours that a rule of the bucket would empty by itself; null where the key may not read
 * its rules, or the service has none.
 */
export async function expiringFolders(
  client: S3Client,
  options: S3StorageOptions,
): Promise<string[] | null> {
  try {
    const ask = new GetBucketLifecycleConfigurationCommand({ Bucket: options.bucket })
    const { Rules } = await client.send(ask)
    return foldersOf(Rules ?? [], options)
  } catch (error) {
    return (error as Error).name === 'NoSuchLifecycleConfiguration' ? [] : null
  }
}

/** The same by the rules themselves. */
export function foldersOf(
  rules: readonly LifecycleRule[],
  options: Pick<S3StorageOptions, 'prefix'>,
): string[] {
  const prefixes = rules.filter(expires).map(prefixOf)
  return KEPT.filter((folder) => {
    const key = `${bucketKey(options as S3StorageOptions, folder)}/`
    return prefixes.some((prefix) => key.startsWith(prefix) || prefix.startsWith(key))
  })
}

/** Our objects have no tags, so that a rule about tags is not about them. */
function expires({ Status, Expiration, Filter }: LifecycleRule): boolean {
  const isTagged = Boolean(Filter?.Tag ?? Filter?.And?.Tags?.length)
  const ends = Expiration?.Days !== undefined || Expiration?.Date !== undefined
  return Status === 'Enabled' && ends && !isTagged
}

function prefixOf({ Filter, Prefix }: LifecycleRule): string {
  return Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? ''
}
