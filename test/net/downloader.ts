import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Asked } from './download-child.ts'

/** Downloads in a process of its own, which trusts who is told. */
export interface Downloader {
  /** Says what came of it; at most one at a time. */
  download(url: string, wishes?: Partial<Asked>): Promise<Record<string, unknown>>
  stop(): void
}

/** `trusted`: a file with an authority that it trusts beside those of the system. */
export function startDownloader({ trusted }: { trusted: string | null }): Downloader {
  const env = { ...process.env, ...(trusted !== null && { NODE_EXTRA_CA_CERTS: trusted }) }
  const child = fork(new URL('download-child.ts', import.meta.url), { env, execArgv: [] })
  return {
    async download(url, wishes = {}) {
      const answered = once(child, 'message') as Promise<[Record<string, unknown>]>
      child.send({ policy: 'own', dns: [], ...wishes, url })
      const [told] = await answered
      return told
    },
    stop: () => void child.kill(),
  }
}
