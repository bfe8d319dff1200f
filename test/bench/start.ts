/** What a person waits for before a command does anything. */
import { join } from 'node:path'
import { type Figure, median } from './figures.ts'
import { type House, inHouse, measured } from './house.ts'
import { writeProducts } from './products.ts'

const TIMES = 15
const JOBS = 1_000

/** Medians of interleaved runs, so that a busy moment meets all of them. */
export async function benchStart(): Promise<Figure[]> {
  return inHouse(async (house) => {
    const csv = join(house.folder, 'products.csv')
    await writeProducts(csv, JOBS)
    await house.vidgen(['enqueue', '--csv', csv, '--json'])
    const commands: Record<string, () => Promise<number>> = {
      node: () => bareNode(house),
      '--help': async () => (await house.vidgen(['--help'])).wallMs,
      '--version': async () => (await house.vidgen(['--version'])).wallMs,
      status: async () => (await house.vidgen(['status'])).wallMs,
      'status --json': async () => (await house.vidgen(['status', '--json'])).wallMs,
    }
    const took = await interleaved(commands)
    const of = (name: string) => median(took.get(name) ?? [])
    const figure = (name: string, target: Figure['target']): Figure => {
      const floor = { floor: of('node'), floorName: 'node -e 0' }
      return { name: `vidgen ${name}`, unit: 'ms', value: of(name), ...floor, target }
    }
    return [
      figure('--help', { of: 'ratio', most: 1.5 }),
      figure('--version', { of: 'ratio', most: 1.5 }),
      figure('status', { of: 'value', most: 600 }),
      figure('status --json', { of: 'value', most: 600 }),
    ]
  })
}

async function bareNode({ folder }: House): Promise<number> {
  return (await measured(process.execPath, ['-e', '0'], { folder, env: {} })).wallMs
}

async function interleaved(
  commands: Record<string, () => Promise<number>>,
): Promise<Map<string, number[]>> {
  const took = new Map<string, number[]>()
  for (const [name, run] of Array.from({ length: TIMES + 1 }, () =>
    Object.entries(commands),
  ).flat())
    took.set(name, [...(took.get(name) ?? []), await run()])
  // The first of each found cold caches.
  return new Map([...took].map(([name, all]) => [name, all.slice(1)]))
}
