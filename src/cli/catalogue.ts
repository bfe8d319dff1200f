import type { CommandName } from '../text/en/help.ts'
import type { Command } from './command.ts'

/** Each command's module, loaded when it is called. */
export const catalogue: Record<CommandName, () => Promise<Command>> = {
  enqueue: async () => (await import('./commands/enqueue.ts')).enqueue,
  worker: async () => (await import('./commands/worker.ts')).worker,
  status: async () => (await import('./commands/status.ts')).status,
  stats: async () => (await import('./commands/stats.ts')).stats,
  report: async () => (await import('./commands/report.ts')).report,
  retry: async () => (await import('./commands/retry.ts')).retry,
  adopt: async () => (await import('./commands/adopt.ts')).adopt,
  approve: async () => (await import('./commands/approve.ts')).approve,
  unpublish: async () => (await import('./commands/unpublish.ts')).unpublish,
  cancel: async () => (await import('./commands/cancel.ts')).cancel,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  limit: async () => (await import('./commands/limit.ts')).limit,
  pause: async () => (await import('./commands/pause.ts')).pause,
  resume: async () => (await import('./commands/resume.ts')).resume,
  serve: async () => (await import('./commands/serve.ts')).serve,
  user: async () => (await import('./commands/user.ts')).user,
  token: async () => (await import('./commands/token.ts')).token,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  cleanup: async () => (await import('./commands/cleanup.ts')).cleanup,
  recover: async () => (await import('./commands/recover.ts')).recover,
  import: async () => (await import('./commands/import.ts')).importCommand,
  ledger: async () => (await import('./commands/ledger.ts')).ledger,
  notify: async () => (await import('./commands/notify.ts')).notify,
  local: async () => (await import('./commands/local.ts')).local,
  config: async () => (await import('./commands/config.ts')).config,
  completion: async () => (await import('./commands/completion.ts')).completion,
}

export const commandNames = Object.keys(catalogue) as CommandName[]
