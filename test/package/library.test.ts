/** The example of a shop's own back office, with vidgen as another project gets it: from the packed archive. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { killRedis } from '../e2e/support/home.ts'
import { until } from '../e2e/support/until.ts'
import { request } from '../server/harness.ts'
import { freePorts } from '../support/ports.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

let shop: string
beforeAll(async () => {
  shop = await mkdtemp(join(tmpdir(), 'vidgen-shop-'))
  await installPacked(shop)
  await cp(join(ROOT, 'examples/back-office'), shop, { recursive: true })
  await cp(join(ROOT, 'examples/pictures/tee-coral.jpg'), join(shop, 'tee.jpg'))
}, 240_000)
afterAll(async () => {
  await killRedis(join(shop, '.vidgen'))
  await rm(shop, { recursive: true, force: true, maxRetries: 5 })
})

/** As `npm install vidgen-….tgz` would lay it down, with the packages that are here anyway. */
async function installPacked(folder: string): Promise<void> {
  // bin/test has built dist; packing must not build it again under tests that run from it.
  const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const { stdout } = await run('npm', words, { cwd: ROOT, maxBuffer: 2 ** 26 })
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, 'vidgen'), { recursive: true })
  await run('tar', ['-xzf', join(folder, filename), '-C', join(modules, 'vidgen'), '--strip', '1'])
  const names = await readdir(join(ROOT, 'node_modules'))
  for (const name of names.filter((each) => !each.startsWith('.') && each !== 'vidgen'))
    await symlink(join(ROOT, 'node_modules', name), join(modules, name))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
}

test('its files agree with the types of the package, as strictly as there is', async () => {
  const compilerOptions = {
    target: 'es2024',
    module: 'nodenext',
    types: ['node'],
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    skipLibCheck: false,
  }
  const config = { compilerOptions, include: ['*.ts', 'next'] }
  await writeFile(join(shop, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const { stdout } = await run(process.execPath, [tsc, '-p', shop]).catch(
    (error: { stdout: string }) => error,
  )
  expect(stdout).toBe('')
}, 120_000)

test('orders, makes and shows a video over http, and ends', { timeout: 240_000 }, async () => {
  const [port] = await freePorts(1)
  const server = started(port!)
  const url = `http://127.0.0.1:${port}/api/videos`
  const headers = { 'x-shop-user': 'kim' }
  const order = (path: string, body: string, type = 'text/csv') =>
    request(url + path, { method: 'POST', headers: { ...headers, 'content-type': type }, body })
  const csv = 'product_id,image_url\ntee,tee.jpg\n'
  try {
    await until('the shop listens', () => /listening/.test(server.text()), 120_000)
    expect((await request(url)).status).toBe(401)
    const planned = await order('?dryRun=true', csv)
    expect(planned).toMatchObject({ status: 200, json: { queued: 1, batchId: null } })
    expect(await order('', csv)).toMatchObject({ status: 202, json: { queued: 1 } })
    const again = await order('', JSON.stringify({ products: ['tee'] }), 'application/json')
    expect(again).toMatchObject({ status: 200, json: { queued: 0 } })
    const unknown = await order('', JSON.stringify({ products: ['boot'] }), 'application/json')
    expect(unknown).toMatchObject({ status: 422, json: { code: 'PRODUCT_UNKNOWN' } })
    expect(await order('', '{}', 'application/json')).toMatchObject({ status: 400 })
    const { json } = await request(`${url}?product=tee`, { headers })
    const [{ id }] = json.jobs
    const job = () => request(`${url}/${id}`, { headers })
    await until('the video is made', async () => (await statusOf(job)) === 'COMPLETED', 120_000)
    expect((await job()).json).toMatchObject({ videoUrl: expect.stringMatching(/^file:/) })
    expect(await request(`${url}/none`, { headers })).toMatchObject({ status: 404 })
  } finally {
    server.child.kill('SIGTERM')
  }
  expect(await server.ended).toBe(0)
})

test("Next.js's route handlers answer as they stand", { timeout: 120_000 }, async () => {
  // Run in the shop's folder with its own packages; a Request and its params are all that Next.js gives.
  const program = `
    const { GET, POST } = await import('./next/app/api/videos/route.ts')
    const one = await import('./next/app/api/videos/[jobId]/route.ts')
    const { videos } = await import('./videos.ts')
    const ask = (init = {}) => new Request('http://shop/api/videos?dryRun=true', { ...init, headers: { 'x-shop-user': 'kim', 'content-type': 'text/csv' } })
    const answers = [
      await POST(ask({ method: 'POST', body: 'product_id,image_url\\nnext,tee.jpg\\n' })),
      await GET(ask()),
      await one.GET(ask(), { params: Promise.resolve({ jobId: 'none' }) }),
      await GET(new Request('http://shop/api/videos')),
    ]
    const { batches } = await videos().reports.batches()
    console.log(JSON.stringify([...answers.map(({ status }) => status), batches[0].actor]))
    await videos().close()`
  await writeFile(join(shop, 'next-child.ts'), program)
  const { stdout } = await run(process.execPath, ['next-child.ts'], environment())
  expect(JSON.parse(stdout)).toEqual([200, 200, 404, 401, 'shop:kim'])
})

async function statusOf(read: () => Promise<{ json: unknown }>): Promise<string> {
  return ((await read()).json as { status: string }).status
}

function environment(more: Record<string, string> = {}) {
  const path = `${dirname(process.execPath)}:${process.env['PATH']}`
  return { cwd: shop, env: { PATH: path, VIDGEN_OFFLINE_MEDIA: 'sample', ...more } }
}

function started(port: number): {
  child: ChildProcess
  text: () => string
  ended: Promise<number | null>
} {
  const child = spawn(process.execPath, ['server.ts'], environment({ PORT: String(port) }))
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  const ended = new Promise<number | null>((done) => child.once('close', done))
  return { child, text: () => text, ended }
}
