/** What can be wrong with the value of a setting; follows its name and value. */
export const settingProblems = {
  number: (min: number, max: number) => `must be a number from ${min} to ${max}`,
  wholeNumber: (min: number, max: number) => `must be a whole number from ${min} to ${max}`,
  oneOf: (values: readonly string[]) => `must be ${values.join(' or ')}`,
  providers: 'must be like gemini:20,fal:2',
  providerNames: (names: readonly string[]) => `may name ${names.join(', ')}`,
  providerLimits: 'must be like gemini:20/day,gemini:300/month,fal:50/day',
  providerAmount: (name: string, most: number) =>
    `${name}: must be at most ${most}, with 6 decimals`,
  providerTwice: (name: string, span: string) => `names ${name} a ${span} twice`,
  percents: 'must be like 50,80,100, or off',
  percentRange: 'may be 1 to 200',
  address: 'must be an http(s) address',
  addressCredentials: 'must not hold a user name or password',
  key: 'must be printable ASCII without spaces',
  timeZone: 'is no IANA time zone such as Asia/Seoul',
  databaseUrl: 'must start with postgresql:// or file:',
  databaseSchema: 'vidgen uses the schema public',
  redisUrl: 'must start with redis://, rediss://, redis-sentinel://, redis-cluster:// or unix://',
  prefix: 'must be names joined by slashes, without one at either end',
  prefixUpwards: 'must not go upwards',
  notifySecret: 'must have 16 characters or more',
  notifySecretBase64: 'must be base64 after whsec_',
  smtpUrl: 'must be like smtp://user:password@host:587, percent-encoded',
  mailAddress: 'must be a mail address',
  channelAddress: 'is no https: address, slack:https: address or mailto: address',
  channelCredentials: 'must not hold a user or password',
  channelMail: 'is no mail address after mailto:',
  offline: 'NANO_BANANA_PROVIDER or PIKA_PROVIDER is offline: mock videos (VIDGEN_ALLOW=offline)',
  embedded: 'DATABASE_URL, REDIS_URL and S3_BUCKET are not all set (VIDGEN_ALLOW=embedded)',
  makes: (p: { setting: string; by: string; made: readonly string[] }) =>
    `${p.setting}: ${p.by} makes ${p.made.join(' or ')}`,
  makesSeconds: (p: { setting: string; by: string; minSeconds: number; maxSeconds: number }) =>
    `${p.setting}: ${p.by} makes videos of ${p.minSeconds} to ${p.maxSeconds} seconds`,
  notSet: (setting: string) => `${setting} is not set`,
  needsAddress: (p: { setting: string; by: string }) =>
    `${p.setting} is not set: ${p.by} needs an address`,
}
