import { defineConfig } from 'vitest/config'

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
].map((folder) => `test/${folder}/**/*.test.ts`)

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'sqlite', include: ['test/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'postgresql',
          include: BOTH,
          env: { VIDGEN_TEST_DATABASE: 'postgresql' },
          globalSetup: ['test/support/postgres-server.ts'],
        },
      },
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Conditions are awaited, not slept for: a slow machine may take its time.
    expect: { poll: { timeout: 15_000 } },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/generated/**'] },
  },
})
