/** A large file into S3: the storage beside lib-storage alone, into a service that keeps nothing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Figure, median } from './figures.ts'
import { measured, type Run } from './house.ts'

const ROUNDS = 3
const MOST_MB = 200
const CHILD = fileURLToPath(new URL('upload-child.ts', import.meta.url))
const SINK = fileURLToPath(new URL('sink-child.ts', import.meta.url))

/** Medians of interleaved runs, so that a busy moment meets both. */
export async function benchUpload({ megabytes }: { megabytes: number }): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-bench-'))
  const sink = await openSink()
  try {
    const file = join(folder, 'large.mp4')
    await writeFile(file, '')
    await truncate(file, megabytes * 1024 * 1024)
    const runs: Record<'ours' | 'alone', Run[]> = { ours: [], alone: [] }
    for (let round = 0; round < ROUNDS; round++) {
      for (const which of ['alone', 'ours'] as const) {
        runs[which].push(await upload(folder, [which, file, sink.endpoint]))
      }
    }
    return figures(megabytes, runs)
  } finally {
    await sink.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function upload(folder: string, words: string[]): Promise<Run> {
  return measured(process.execPath, [CHILD, ...words], { folder, env: {} })
}

async function openSink(): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [SINK], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    endpoint: `http://127.0.0.1:${String(port).trim()}`,
    async stop() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

function figures(megabytes: number, { ours, alone }: Record<'ours' | 'alone', Run[]>): Figure[] {
  const name = `upload ${megabytes.toLocaleString('en')} MB`
  const floorName = 'lib-storage'
  return [
    {
      name,
      value: middle(ours, 'wallMs') / 1000,
      unit: 's',
      floor: middle(alone, 'wallMs') / 1000,
      floorName,
      target: { of: 'ratio', most: 1.3 },
    },
    {
      name: `${name}, CPU`,
      value: middle(ours, 'cpuMs') / 1000,
      unit: 's',
      floor: middle(alone, 'cpuMs') / 1000,
      floorName,
      target: null,
    },
    {
      name: `${name}, resident`,
      // The worst of them: memory is no matter of luck.
      value: Math.max(...ours.map(({ peakMb }) => peakMb)),
      unit: 'MB',
      floor: middle(alone, 'peakMb'),
      floorName,
      target: { of: 'value', most: MOST_MB },
    },
  ]
}

function middle(runs: Run[], what: 'wallMs' | 'cpuMs' | 'peakMb'): number {
  return median(runs.map((run) => run[what]))
}
