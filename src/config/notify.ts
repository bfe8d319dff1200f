import type { NotifySettings } from '../notify/open.ts'
import type { AlertRules } from '../notify/alert.ts'
import type { Values } from './read.ts'

/** Where alerts go and what they are sent with. */
export function notifySettings(v: Values): NotifySettings {
  return {
    channels: v.VIDGEN_NOTIFY ?? [],
    secret: v.VIDGEN_NOTIFY_SECRET ?? null,
    smtpUrl: v.VIDGEN_SMTP_URL ?? null,
    mailFrom: v.VIDGEN_MAIL_FROM ?? null,
    environment: v.VIDGEN_ENV,
    language: v.VIDGEN_LANG ?? null,
  }
}

/** What is told, beside what always is. */
export function alertRules(v: Values): AlertRules {
  return {
    at: v.VIDGEN_ALERT_AT,
    failurePercent: v.VIDGEN_ALERT_FAILURE_PERCENT,
    costPercent: v.VIDGEN_ALERT_COST_PERCENT,
    minJobs: v.VIDGEN_ALERT_MIN_JOBS,
    windowMs: v.VIDGEN_ALERT_WINDOW_MIN * 60_000,
  }
}

/** What a channel needs beside its own entry. No address is told: it may be a secret. */
export function notifyProblems(v: Values): string[] {
  const channels = v.VIDGEN_NOTIFY ?? []
  const plain = channels.some((channel) => 'url' in channel && channel.url.startsWith('http:'))
  const missing = (['VIDGEN_SMTP_URL', 'VIDGEN_MAIL_FROM'] as const).filter((name) => !v[name])
  return [
    ...(plain && !v.VIDGEN_ALLOW.includes('private-addresses')
      ? ['VIDGEN_NOTIFY has an http: address: only https:, or VIDGEN_ALLOW=private-addresses']
      : []),
    ...(channels.some(({ kind }) => kind === 'mail')
      ? missing.map((name) => `${name} is not set: the mailto: of VIDGEN_NOTIFY needs it`)
      : []),
  ]
}
