import { workerTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import type { WorkerHandle } from '../../vidgen.ts'
import { defineCommand } from '../command.ts'
import { exitOfSignal, exitOfWorker } from '../exit-codes.ts'
import { spanMs } from '../instant.ts'
import { openHeartbeat } from '../heartbeat.ts'
import { flag, given, someText, value, wholeNumber } from '../options.ts'
import { openLive } from '../terminal/live.ts'
import { keepHeapSmall } from '../small-heap.ts'
import { stopBySignals } from '../terminal/signals.ts'
import { workerEntry } from '../log/worker-entry.ts'
import { eventLine, workerSummary } from '../terminal/worker-lines.ts'
import { watchWorker } from '../terminal/worker-screen.ts'

const t = optionHelp.worker
const group = headings.running

/** `vidgen worker` */
export const worker = defineCommand({
  name: 'worker',
  options: {
    concurrency: value(
      { flags: '--concurrency <n>', describe: t.concurrency, group },
      wholeNumber(1, 1000),
    ),
    drain: flag({ flags: '--drain', describe: t.drain, group }),
    maxJobs: value({ flags: '--max-jobs <n>', describe: t.maxJobs, group }, wholeNumber(1)),
    shutdownTimeout: value(
      { flags: '--shutdown-timeout <time>', describe: t.shutdownTimeout, group },
      spanMs,
    ),
    logFile: value({ flags: '--log-file <file>', describe: t.logFile, group }, someText),
    heartbeat: value({ flags: '--heartbeat <file>', describe: t.heartbeat, group }, someText),
    metricsPort: value(
      { flags: '--metrics-port <n>', describe: t.metricsPort, group },
      wholeNumber(0, 65_535),
    ),
    metricsHost: value(
      { flags: '--metrics-host <address>', describe: t.metricsHost, group },
      someText,
    ),
  },
  async run(context, { options }) {
    keepHeapSmall()
    const log = await context.openLog(options.logFile)
    const { concurrency, maxJobs, drain, shutdownTimeout, heartbeat } = options
    const { metricsPort, metricsHost } = options
    const beat = heartbeat === undefined ? undefined : openHeartbeat(context, heartbeat)
    const vidgen = await context.vidgen('create')
    const style = context.style(context.host.stderr)
    const live = await openLive(context.host.stderr, log.readers === 'people')
    const say = (text: string) => context.note(text, (line) => live.line(line))
    let handle: WorkerHandle | undefined
    const running = () => handle?.running().length ?? 0
    const stopping = stopBySignals(context.host, { tell: say, running })
    try {
      handle = await vidgen.worker.start({
        drain,
        ...given({ concurrency, maxJobs, shutdownTimeoutMs: shutdownTimeout, onRound: beat }),
        ...(metricsPort !== undefined && {
          metrics: { host: metricsHost ?? '127.0.0.1', port: metricsPort },
        }),
        signal: stopping.drain,
        stopNow: stopping.now,
        // Draining was told when the signal came.
        onEvent: (event) => {
          const forPeople = event.type !== 'draining' && event.type !== 'call'
          const line = forPeople ? () => live.line(eventLine(event, style)) : undefined
          log.write(workerEntry(event, style.timezone), line)
        },
      })
      if (handle.metricsUrl) say(workerTexts.metrics(handle.metricsUrl))
      const unwatch = live.screen ? watchWorker({ vidgen, handle, live, style }) : () => {}
      const result = await handle.finished.finally(unwatch)
      await context.print(result, () => workerSummary(result))
      const signal = stopping.stoppedBy()
      return signal ? exitOfSignal(signal) : exitOfWorker(result, drain || maxJobs !== undefined)
    } finally {
      stopping.end()
    }
  },
})
