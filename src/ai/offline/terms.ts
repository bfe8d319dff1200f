import type { OfflineOptions } from './options.ts'

/** What both offline services are to the pipeline. */
export function offlineTerms({ media }: Pick<OfflineOptions, 'media'>) {
  const model = `offline-${media}`
  return {
    provider: 'offline',
    model,
    endpoint: 'offline',
    repeatable: true,
    answersWithinMs: 600_000,
    fetchesPictures: false,
    settings: {},
    probe: async () => ({ answered: model }),
  } as const
}
