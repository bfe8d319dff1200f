/** What Prometheus's own libraries tell of a process, as far as alerts ask for it. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Family } from './exposition.ts'

const delay = monitorEventLoopDelay({ resolution: 20 })
let isMeasuring = false

const NS = 1e9

/** CPU, memory and event loop of this process. */
export function processFamilies(): Family[] {
  if (!isMeasuring) isMeasuring = delay.enable()
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  const p99 = delay.percentile(99) / NS
  delay.reset()
  return [
    plain('process_cpu_seconds_total', 'counter', {
      help: 'CPU time',
      value: (user + system) / 1e6,
    }),
    plain('process_resident_memory_bytes', 'gauge', { help: 'Resident memory', value: rss }),
    plain('nodejs_heap_size_used_bytes', 'gauge', { help: 'Used heap', value: heapUsed }),
    plain('nodejs_eventloop_lag_p99_seconds', 'gauge', {
      help: 'How late the event loop was since the last look, in 99 of 100 samples at most',
      value: Number.isFinite(p99) ? p99 : 0,
    }),
    plain('process_start_time_seconds', 'gauge', {
      help: 'When the process started',
      value: Math.round(Date.now() / 1000 - process.uptime()),
    }),
  ]
}

function plain(
  name: string,
  type: Family['type'],
  { help, value }: { help: string; value: number },
): Family {
  return { name, help, type, samples: [{ value }] }
}
