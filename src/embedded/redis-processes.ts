import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { promisify } from 'node:util'

/**
 * The processes that run, or are about to become, a Redis in this folder, whether or not they listen
 * already: between a start and its listening, and after somebody deleted the socket, only the process
 * itself tells that the folder is taken. Redis would not notice: two servers in one folder write one
 * file and ruin it.
 */
export async function serversIn(folder: string): Promise<number[]> {
  if (process.platform === 'linux') return linuxServers(folder)
  return listedServers(folder)
}

function linuxServers(folder: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => isServer(pid, folder)).map(Number)
}

function isServer(pid: string, folder: string): boolean {
  try {
    // A dead process that nobody collected has neither a command line nor a folder.
    return (
      [folder, `${folder} (deleted)`].includes(readlinkSync(`/proc/${pid}/cwd`)) &&
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('redis')
    )
  } catch {
    return false // it has ended meanwhile, or is somebody else's
  }
}

/** macOS and the BSDs: lsof prints `p<pid>` and `n<folder>` lines. */
async function listedServers(folder: string): Promise<number[]> {
  const args = ['-a', '-c', 'redis', '-d', 'cwd', '-F', 'pn']
  const listing = await promisify(execFile)('lsof', args).catch(() => ({ stdout: '' }))
  const pids: number[] = []
  let pid = 0
  for (const line of listing.stdout.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1))
    if (line === `n${folder}`) pids.push(pid)
  }
  return pids
}
