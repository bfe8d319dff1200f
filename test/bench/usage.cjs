// Preloaded into a measured child: writes what the process used to the file that VIDGEN_BENCH_USAGE
// names. Not Node's own maxRSS: on Linux that starts with the size of the process that forked.
const { readFileSync, writeFileSync } = require('node:fs')

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  let peakKb = maxRSS
  try {
    peakKb = Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1])
  } catch {
    // Elsewhere than on Linux there is only maxRSS.
  }
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: peakKb / 1024 }
  writeFileSync(process.env.VIDGEN_BENCH_USAGE, JSON.stringify(usage))
})
