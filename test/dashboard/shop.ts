/** A shop whose people use a browser: a home, the built server, users, and workers when asked for. */
import { appendFileSync } from 'node:fs'
import { loadConfig } from '../../src/config/config.ts'
import { createVidgen } from '../../src/vidgen.ts'
import { askVidgen, type Program, startVidgen } from '../e2e/support/program.ts'
import { until } from '../e2e/support/until.ts'
import { openScene } from '../faults/scene.ts'
import { freePorts } from '../support/ports.ts'

export const PASSWORD = 'correct horse battery'

export interface DashboardShop extends AsyncDisposable {
  url: string
  /** Two good rows and a bad one. */
  csv: string
  /** The picture that its rows name. */
  picture: string
  /** Starts a worker; the one before must have ended. */
  work(env?: Record<string, string>): Program
  ask<T>(...words: string[]): Promise<T>
  /** Ends the server. */
  stopServer(): Promise<void>
}

export async function openShop(settings: Record<string, string> = {}): Promise<DashboardShop> {
  const scene = await openScene(2, settings)
  const { home, env } = scene.stage
  appendFileSync(scene.csv, 'p bad,Bad,picture.jpg\n')
  const vidgen = createVidgen(loadConfig({ ...env, VIDGEN_HOME: home }, home))
  await vidgen.accounts.addUser({ name: 'kim', password: PASSWORD, role: 'operator' })
  await vidgen.accounts.addUser({ name: 'ada', password: PASSWORD, role: 'admin' })
  await vidgen.accounts.addUser({ name: 'noor', password: PASSWORD, role: 'viewer' })
  await vidgen.accounts.addUser({ name: 'vera', password: PASSWORD, role: 'viewer' })
  await vidgen.close()
  const [port] = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  const start = (words: string[], more = {}) =>
    startVidgen(words, { home, env: { ...env, ...more } })
  const server = start(['serve', '--port', String(port)])
  const programs = [server]
  const isUp = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until('the server answers', isUp, 60_000)
  return {
    url,
    csv: scene.csv,
    picture: `${home}/picture.jpg`,
    work(more) {
      const worker = start(['worker'], more)
      programs.push(worker)
      return worker
    },
    ask: (...words) => askVidgen(words, { home, env }),
    stopServer: () => end(server),
    async [Symbol.asyncDispose]() {
      await Promise.all(programs.map(end))
      await scene[Symbol.asyncDispose]()
    },
  }
}

async function end(program: Program): Promise<void> {
  program.signal('SIGTERM')
  await program.ended
}
