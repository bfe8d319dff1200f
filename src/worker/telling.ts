/** What a worker tells of one job in hand: every event names step, attempt and the last paid call. */
import type { StepName } from '../generated/sqlite/enums.ts'
import type { CallNews, RunningJob, WorkerEvent } from '../requests.ts'

/** An event of the job; who and where is added. */
export type Told = Omit<WorkerEvent, 'at' | 'jobId' | 'productId' | 'attempt'>

export interface Telling {
  emit: (event: Told) => void
  /** A step begins: the calls of the one before are no longer what is asked for. */
  begin: (step: StepName) => void
  /** Tells once of each outcome of a call. */
  call: (news: CallNews) => void
}

/** Tells about the job that `view` shows. */
export function tellingOf(
  context: { emit: (event: Omit<WorkerEvent, 'at'>) => void },
  view: Readonly<RunningJob>,
): Telling {
  const { jobId, productId, attempt } = view
  const seen = new Set<string>()
  let asked: Pick<WorkerEvent, 'provider' | 'requestId'> = {}
  const emit = (event: Told) => {
    const step = event.step ?? view.step
    context.emit({ ...event, jobId, productId, attempt, ...(step && { step }), ...asked })
  }
  return {
    emit,
    begin(step) {
      asked = {}
      emit({ type: 'step', step })
    },
    call(news) {
      const key = `${news.id}:${news.outcome}`
      if (seen.has(key)) return
      seen.add(key)
      const { provider, requestId } = news
      asked = { provider, ...(requestId !== null && { requestId }) }
      emit({ type: 'call', call: news })
    },
  }
}
