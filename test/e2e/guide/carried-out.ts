/** The headings whose blocks `guide.test.ts` carries out, by document. */
export const CARRIED_OUT: Readonly<Record<string, readonly string[]>> = {
  'first-day.md': ['A file', 'The first videos', 'The limit, tried on purpose', 'Every day after'],
  'observability.md': ['Health'],
  'runbooks.md': [
    'Redis is lost',
    'A provider is down',
    'The balance is out',
    'Too much may have been spent',
    'The outcome of a purchase is unknown',
    'A key has leaked',
    'An upgrade with running workers',
    'Moving to another host',
    'Restoring a backup',
  ],
}
