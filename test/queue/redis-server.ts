import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePorts } from '../support/ports.ts'

/** A real Redis of a test: on a socket, or on a free port of this machine. */
export class RedisServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'vidgen-queue-'))
  readonly socket = join(this.folder, 'redis.sock')
  port = 0
  private process: ChildProcess | undefined
  private readonly extra: string[]

  constructor(...extra: string[]) {
    this.extra = extra
  }

  get url(): string {
    return this.port === 0 ? `unix://${this.socket}` : `redis://127.0.0.1:${this.port}`
  }

  async listenOnPort(): Promise<void> {
    const [port] = await freePorts(1)
    this.port = port!
  }

  /** With the settings of TLS it speaks that on its port, and nothing else. */
  async start(...tls: string[]): Promise<void> {
    const port = String(this.port)
    const ports = tls.length > 0 ? ['--port', '0', '--tls-port', port, ...tls] : ['--port', port]
    const address = [...ports, '--bind', '127.0.0.1', '--unixsocket', this.socket]
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '']
    const args = [...address, ...durable, '--dir', this.folder, ...this.extra]
    this.process = spawn('redis-server', args, { stdio: 'ignore' })
    await this.use(async (client) => client.ping())
  }

  signal(name: NodeJS.Signals): void {
    this.process?.kill(name)
  }

  async kill(): Promise<void> {
    const running = this.process
    this.process = undefined
    if (!running || running.exitCode !== null) return
    running.kill('SIGCONT')
    running.kill('SIGKILL')
    await once(running, 'exit')
  }

  /** One command or a few, over a connection of its own. */
  async use<T>(action: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis({ path: this.socket, maxRetriesPerRequest: null })
    client.on('error', () => {})
    try {
      return await action(client)
    } finally {
      client.disconnect()
    }
  }

  async connections(): Promise<number> {
    const list = await this.use(async (client) => client.client('LIST'))
    return String(list).trim().split('\n').length - 1
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
