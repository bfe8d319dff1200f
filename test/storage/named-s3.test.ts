/** The S3 storage against the service that VIDGEN_TEST_S3 names. */
import { afterAll } from 'vitest'
import { createS3Storage } from '../../src/storage/s3.ts'
import { integritySuite } from './integrity.suite.ts'
import { emptyNamedS3, namedS3 } from './named-s3.ts'
import { storageSuite } from './storage.suite.ts'

const options = namedS3(process.env.VIDGEN_TEST_S3 ?? '')
afterAll(() => emptyNamedS3(options))

storageSuite('S3 (named)', async () => createS3Storage(options))
integritySuite('S3 (named)', () => options)
