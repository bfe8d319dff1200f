/**
 * Videos in a shop's own back office: handlers that take a web-standard Request and give a Response, as
 * Next.js, Hono, Deno and others call them. `server.ts` calls them from Node's own http server.
 */
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { createHome, createVidgen, loadConfig, type Vidgen, VidgenError } from 'vidgen'

/** One library for the process, also where a development server loads this file again and again. */
const kept = globalThis as { vidgen?: Vidgen }

/** The library, with the settings of `.env` and the environment, as `vidgen` at the terminal has them. */
export function videos(): Vidgen {
  kept.vidgen ??= open()
  return kept.vidgen
}

function open(): Vidgen {
  const config = loadConfig(process.env, process.cwd())
  createHome(config.home.path)
  return createVidgen(config)
}

/** Who asks; null is nobody. Put your own sign-in here: whoever gets past it spends money. */
function whoIs(request: Request): string | null {
  // A header that your proxy sets, and takes away from whatever comes from outside.
  return request.headers.get('x-shop-user')
}

/**
 * Queues videos: `{"products": ["tee-coral"]}` of products that vidgen knows, or a CSV file as text/csv.
 * `?dryRun=true` only tells what it would cost.
 */
export async function order(request: Request): Promise<Response> {
  return await answered(request, async (who) => {
    const dryRun = new URL(request.url).searchParams.get('dryRun') === 'true'
    const source = await sourceOf(request)
    if (!source) return problem(400, 'NO_PRODUCTS')
    const result = await videos().as(`shop:${who}`).jobs.enqueue({ source, dryRun })
    if (result.refused === 'invalid') return Response.json(result, { status: 422 })
    return Response.json(result, { status: result.batchId === null ? 200 : 202 })
  })
}

/** The newest jobs, of one product with `?product=`. */
export async function list(request: Request): Promise<Response> {
  return await answered(request, async () => {
    const products = new URL(request.url).searchParams.getAll('product')
    return Response.json(await videos().reports.jobs({ products }, { limit: 50 }))
  })
}

/** One job: its state, steps, costs, and the address of its video once there is one. */
export async function show(request: Request, jobId: string): Promise<Response> {
  return await answered(request, async () => Response.json(await videos().reports.job(jobId)))
}

type Source = Parameters<Vidgen['jobs']['enqueue']>[0]['source']

async function sourceOf(request: Request): Promise<Source | null> {
  if (request.headers.get('content-type')?.startsWith('text/csv') && request.body) {
    const stdin = Readable.fromWeb(request.body as ReadableStream)
    return { csv: '-', columns: {}, stdin, name: 'back office' }
  }
  const { products } = (await request.json().catch(() => ({}))) as { products?: unknown }
  if (!Array.isArray(products) || products.length === 0) return null
  return { products: products.map(String) }
}

/** What vidgen refuses has a stable code; all else is ours to log and nobody's to read. */
async function answered(
  request: Request,
  answer: (who: string) => Promise<Response>,
): Promise<Response> {
  const who = whoIs(request)
  if (who === null) return problem(401, 'NOT_SIGNED_IN')
  try {
    return await answer(who)
  } catch (error) {
    if (!(error instanceof VidgenError)) throw error
    const { code }: { code: string } = error
    return problem(STATUS[code] ?? 500, code)
  }
}

const STATUS: Record<string, number> = {
  JOB_NOT_FOUND: 404,
  PRODUCT_UNKNOWN: 422,
  LIMIT_REACHED: 429,
}

function problem(status: number, code: string): Response {
  return Response.json({ code }, { status })
}
