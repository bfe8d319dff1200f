// A process that starts the private Redis of a home, says how to reach it, and ends.
import { ensurePrivateRedis } from '../../src/embedded/private-redis.ts'

const { url } = await ensurePrivateRedis({ home: process.argv[2] ?? '' })
console.log(url)
