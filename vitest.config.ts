import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { isWithout } from './test/support/servers.ts'

/** Tests that start a PostgreSQL of their own: they need not run twice. */
const OWN_POSTGRES = ['test/faults/postgres.test.ts', 'test/db/*postgres.test.ts']

/** Several hosts have nothing but PostgreSQL in common. */
const HOSTS = 'test/faults/hosts.test.ts'

/** What has to hold on either database runs on both. */
const BOTH = [
  'faults',
  'jobs',
  'worker',
  'money',
  'pipeline',
  'reports',
  'operations',
  'db/both',
  'server',
  'accounts',
]
  .map((folder) => `test/${folder}/**/*.test.ts`)
  .concat('test/e2e/import.test.ts', 'test/server/{queue,lists,events,sign-in,answers}.test.ts')

const POSTGRESQL: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'postgresql',
    include: BOTH,
    exclude: [...OWN_POSTGRES, ...(isWithout('netns') ? [HOSTS] : [])],
    env: { VIDGEN_TEST_DATABASE: 'postgresql' },
    globalSetup: ['test/support/postgres-server.ts'],
  },
}

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: ['test/**/*.test.ts'],
          exclude: [
            HOSTS,
            ...(isWithout('postgresql') ? OWN_POSTGRES : []),
            ...(isWithout('radosgw') ? ['test/storage/radosgw.test.ts'] : []),
          ],
        },
      },
      ...(isWithout('postgresql') ? [] : [POSTGRESQL]),
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 3,
    // Conditions are awaited, not slept for: a slow machine may take its time.
    expect: { poll: { timeout: 15_000 } },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/generated/**'] },
  },
})
