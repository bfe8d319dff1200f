import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { isWithout } from './test/support/servers.ts'
import { SlowFirst } from './test/support/slow-first.ts'

/** Tests that start a PostgreSQL of their own: they need not run twice. */
const OWN_POSTGRES = ['test/faults/postgres.test.ts', 'test/db/*postgres.test.ts']

/** Several hosts have nothing but PostgreSQL in common. */
const HOSTS = 'test/faults/hosts.test.ts'

/** What takes minutes: part of the long form only (bin/test --long). */
const LONG = ['test/e2e/guide/runbooks.test.ts', 'test/faults/floods.test.ts']

/** Of the second database also what differs little there from what runs on both. */
const LONG_ON_POSTGRESQL = [
  ...LONG,
  'test/{accounts,notify,operations,server,upkeep}/**',
  'test/e2e/{import,approve,unpublish}.test.ts',
  'test/faults/{approval,boundaries,check,enqueue,providers,redis,shutdown}.test.ts',
  'test/money/calendar.test.ts',
  'test/pipeline/{failures,lost-calls,picture,placing,storage-away}.test.ts',
]
const isLong = process.env.VIDGEN_TEST_LONG === '1'

/** What has to hold on either database runs on both. */
const BOTH = [
  'faults',
  'jobs',
  'worker',
  'money',
  'notify',
  'pipeline',
  'reports',
  'operations',
  'upkeep',
  'db/both',
  'accounts',
]
  .map((folder) => `test/${folder}/**/*.test.ts`)
  .concat(
    'test/e2e/import.test.ts',
    'test/e2e/approve.test.ts',
    'test/e2e/kinds.test.ts',
    'test/e2e/unpublish.test.ts',
    'test/server/{queue,lists,events,sign-in,answers,job-cache}.test.ts',
  )

const POSTGRESQL: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'postgresql',
    include: BOTH,
    exclude: [
      ...OWN_POSTGRES,
      ...(isLong ? [] : LONG_ON_POSTGRESQL),
      ...(isWithout('netns') ? [HOSTS] : []),
    ],
    env: { VIDGEN_TEST_DATABASE: 'postgresql' },
    globalSetup: ['test/support/postgres-server.ts'],
    isolate: false,
  },
}

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [
            HOSTS,
            ...(isLong ? [] : LONG),
            ...(isWithout('postgresql') || process.env.VIDGEN_TEST_POSTGRES ? OWN_POSTGRES : []),
            ...(isWithout('radosgw') ? ['test/storage/radosgw*.test.ts'] : []),
            ...(isWithout('chromium') ? ['test/dashboard/**'] : []),
            ...(isWithout('swift') ? ['test/storage/swift.test.ts'] : []),
            ...(process.env.VIDGEN_TEST_S3 ? [] : ['test/storage/named-s3.test.ts']),
          ],
        },
      },
      ...(isWithout('postgresql') ? [] : [POSTGRESQL]),
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    // Conditions are awaited, not slept for: a slow machine may take its time.
    expect: { poll: { timeout: 15_000 } },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/generated/**'] },
  },
})
