// Preloaded into a server whose memory is watched: at SIGUSR2 it collects its garbage and writes what is
// left, in bytes, and what is still open to the file that VIDGEN_BENCH_HEAP names.
const { renameSync, writeFileSync } = require('node:fs')
const { setFlagsFromString } = require('node:v8')
const { runInNewContext } = require('node:vm')

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

process.on('SIGUSR2', () => {
  collect()
  // What finalizers let go of is gone only after a second time.
  setTimeout(() => {
    collect()
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
    const open = process.getActiveResourcesInfo().length
    const file = process.env.VIDGEN_BENCH_HEAP
    writeFileSync(`${file}.part`, JSON.stringify({ heapUsed, arrayBuffers, rss, open }))
    renameSync(`${file}.part`, file)
  }, 200)
})
