/** Hosts of their own: network namespaces on this machine that reach its servers by one address, until they are cut off. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ip = async (...words: string[]) => void (await run('ip', words))

/** Throws what to do where no network namespace can be made. */
export async function findNamespaces(): Promise<void> {
  const name = `vidgen-probe-${process.pid}`
  try {
    await ip('netns', 'add', name)
    await ip('netns', 'del', name)
  } catch {
    throw new Error(
      'Network namespaces can not be made here: run as root where iproute2 is installed, or leave them out (bin/test --without netns).',
    )
  }
}

export interface Host {
  /** Its network namespace. */
  name: string
  /** Its own working folder. */
  home: string
  /** Nothing goes in or out any more; nobody is told. */
  cutOff: () => Promise<void>
  reconnect: () => Promise<void>
}

export interface Network {
  hosts: Host[]
  /** The same address for every host, in place of this machine's loopback. */
  reach: (url: string) => Promise<string>
  remove: () => Promise<void>
}

/** So many hosts, with folders below one of the test's. */
export async function openNetwork(folder: string, count: number): Promise<Network> {
  const unique = (process.pid % 250) + 1
  const services = `10.201.${unique}.1`
  const forwarders: Forwarder[] = []
  const hosts: Host[] = []
  await ip('addr', 'add', `${services}/32`, 'dev', 'lo')
  for (let index = 0; index < count; index++)
    hosts.push(await openHost({ folder, index, unique, services }))
  return {
    hosts,
    async reach(url) {
      const parsed = new URL(url)
      forwarders.push(await forward(services, Number(parsed.port)))
      return url.replace(parsed.hostname, services)
    },
    async remove() {
      for (const { close } of forwarders) await close()
      for (const { name } of hosts) await ip('netns', 'del', name)
      await ip('addr', 'del', `${services}/32`, 'dev', 'lo')
    },
  }
}

interface Place {
  folder: string
  index: number
  unique: number
  services: string
}

async function openHost({ folder, index, unique, services }: Place): Promise<Host> {
  const name = `vidgen-${process.pid}-${index}`
  const [near, far] = [`vg${unique}n${index}`, `vg${unique}f${index}`]
  const home = join(folder, name)
  await mkdir(home)
  await ip('netns', 'add', name)
  await ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far)
  await ip('link', 'set', far, 'netns', name)
  const [here, there] = [1, 2].map((last) => `10.20${index + 2}.${unique}.${last}`)
  await ip('addr', 'add', `${here}/30`, 'dev', near)
  await ip('link', 'set', near, 'up')
  const inside = ['-n', name]
  const connectInside = async () => {
    await ip(...inside, 'link', 'set', far, 'up')
    await ip(...inside, 'route', 'replace', services, 'via', here!)
  }
  await ip(...inside, 'link', 'set', 'lo', 'up')
  await ip(...inside, 'addr', 'add', `${there}/30`, 'dev', far)
  await connectInside()
  return {
    name,
    home,
    // An interface that is down at the other end takes packets and drops them.
    cutOff: () => ip('link', 'set', near, 'down'),
    async reconnect() {
      await ip('link', 'set', near, 'up')
      await connectInside()
    },
  }
}

interface Forwarder {
  close: () => Promise<void>
}

/** Listens at the services' address for what listens on the loopback. */
async function forward(address: string, port: number): Promise<Forwarder> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => sockets.delete(one))
      one.pipe(other)
    }
  }).listen(port, address)
  await once(server, 'listening')
  return {
    async close() {
      for (const socket of sockets) socket.destroy()
      await once(server.close(), 'close')
    },
  }
}
