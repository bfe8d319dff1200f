/** Waits for what a provider renders, and learns its end, whoever asked for it. */
import {
  type Order,
  type Rendering,
  type RenderState,
  type Resolution,
  ServiceFailure,
} from '../ai/service.ts'
import type { PaidCall } from './call.ts'
import { failCall, loseResult, succeed, voidCall } from './outcome.ts'
import { haltOf } from './send.ts'
import { inTransaction, type Run, RunStopped } from './run.ts'

type Renderer = Pick<Rendering<never>, 'poll' | 'cancel' | 'fetch' | 'pollEveryMs'>
export type Rendered = Extract<RenderState, { state: 'succeeded' }>
type Waiting = Extract<RenderState, { state: 'rendering' }> & { waitMs?: number | undefined }

const ASK_AGAIN_MS = 60_000

/**
 * Polls until the render has ended. A cancel that was asked for is passed on as long as it is in the
 * provider's queue; one that has begun is billed all the same, so its end is waited for and kept.
 */
export async function rendered(
  run: Run,
  call: PaidCall,
  { service, onProgress }: { service: Renderer; onProgress: (percent: number) => void },
): Promise<Rendered> {
  const deadline = performance.now() + run.renderTimeoutMs
  for (let asked = false; ;) {
    const state = await pollOnce(run, call, service)
    if (state.state === 'succeeded') return state
    if (state.state === 'cancelled') return stopped(run, call, state)
    if (state.state === 'failed') return failed(run, call, state.failure)
    if (state.queued && run.cancelRequested() && !asked) {
      asked = true
      await askToCancel(run, call, service)
      continue
    }
    onProgress(state.progress)
    // A deadline on polling is no failure: the render goes on, and a late success is adopted.
    if (performance.now() > deadline) throw late(run, call)
    await run.patience.wait(Math.max(service.pollEveryMs, state.waitMs ?? 0), run.signal)
  }
}

function late(run: Run, { provider, requestId }: PaidCall): RunStopped {
  const minutes = Math.round(run.renderTimeoutMs / 60_000)
  const failure = { code: 'AI_RENDER_LATE', params: { provider, requestId: requestId!, minutes } }
  return new RunStopped({ kind: 'wait', waitMs: ASK_AGAIN_MS, reason: 'render-deadline', failure })
}

/** What the provider is asked by: the call's own endpoint and model, whatever the settings say now. */
function orderOf(run: Run, call: PaidCall): Order {
  const { requestId, endpoint, model, request } = call
  const { durationS, resolution } = run.options
  return {
    requestId: requestId!,
    endpoint,
    model,
    durationS: request.durationS ?? durationS,
    resolution: (request.resolution as Resolution | undefined) ?? resolution,
  }
}

/** Where it can't be stopped, or not be asked, the render is waited for. */
async function askToCancel(run: Run, call: PaidCall, service: Renderer): Promise<void> {
  try {
    await service.cancel(orderOf(run, call), { signal: run.signal })
  } catch (error) {
    if (!(error instanceof ServiceFailure)) throw error
  }
}

/** A question that can't be answered now costs nothing and says nothing about the render. */
async function pollOnce(
  run: Run,
  call: PaidCall,
  service: Renderer,
): Promise<Exclude<RenderState, { state: 'rendering' }> | Waiting> {
  try {
    return await service.poll(orderOf(run, call), { signal: run.signal })
  } catch (error) {
    run.signal.throwIfAborted()
    if (!(error instanceof ServiceFailure)) throw error
    if (error.disposition === 'reject') throw await gone(run, call, error)
    const halt = haltOf(call, error)
    if (halt) throw halt
    return { state: 'rendering', progress: 0, waitMs: error.waitMs }
  }
}

/** Paid for and lost, or never known: the first may be bought anew, the second needs a person. */
async function gone(run: Run, call: PaidCall, failure: ServiceFailure): Promise<Error> {
  if (call.outcome === 'SUCCEEDED') {
    await inTransaction(run, (tx) => loseResult(tx, call, failure))
    return failure
  }
  const { code, params } = failure
  return new RunStopped({ kind: 'review', failure: { code, params } })
}

async function stopped(
  run: Run,
  call: PaidCall,
  state: Extract<RenderState, { state: 'cancelled' }>,
): Promise<never> {
  await inTransaction(run, (tx) => voidCall(tx, run, call, state.cost))
  if (run.cancelRequested()) throw new RunStopped({ kind: 'cancelled' })
  // Somebody stopped it at the provider's: the job goes on with another.
  const params = { provider: call.provider, reason: 'cancelled' }
  throw new ServiceFailure({ disposition: 'retry', code: 'AI_RENDER_FAILED', params })
}

async function failed(run: Run, call: PaidCall, failure: ServiceFailure): Promise<never> {
  await inTransaction(run, (tx) => failCall(tx, run, call, failure))
  throw haltOf(call, failure) ?? failure
}

/**
 * Fetches what was rendered into a file and hands it to `keep`; its cost is booked also where that
 * fails. A result that can't be had any more ends the call, so that another can be bought.
 */
export async function fetched<T>(
  run: Run,
  call: PaidCall,
  options: { service: Renderer; render: Rendered; file: string; keep: () => Promise<T> },
): Promise<T> {
  const { service, render, file, keep } = options
  try {
    await run.patience.aside(() => service.fetch(render.url, file, { signal: run.signal }))
    return await keep()
  } catch (error) {
    await inTransaction(run, async (tx) => {
      const { cost, expiresAt } = render
      await succeed(tx, run, call, { requestId: call.requestId!, cost, expiresAt })
      const lost = error instanceof ServiceFailure && error.disposition === 'reject'
      if (lost) await loseResult(tx, call, error)
    })
    throw error
  }
}
