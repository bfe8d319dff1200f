// Preloaded into a measured child: writes what the process used to the file that VIDGEN_BENCH_USAGE
// names. Not Node's own maxRSS: on Linux that starts with the size of the process that forked.
const { readFileSync, writeFileSync } = require('node:fs')
const { monitorEventLoopDelay } = require('node:perf_hooks')

const RESOLUTION_MS = 10
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delays.enable()

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  let peakKb = maxRSS
  try {
    peakKb = Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1])
  } catch {
    // Elsewhere than on Linux there is only maxRSS.
  }
  // A sample is the time between two ticks of a timer, the timer's own included.
  const loopP99Ms = Math.max(0, delays.percentile(99) / 1e6 - RESOLUTION_MS)
  const cpuMs = (userCPUTime + systemCPUTime) / 1000
  const usage = { cpuMs, peakMb: peakKb / 1024, loopP99Ms }
  writeFileSync(process.env.VIDGEN_BENCH_USAGE, JSON.stringify(usage))
})
