const notLost =
  'Nothing is lost without it: the database is the truth, and vidgen fills a new Redis from it.'

/** Errors of `embedded` and `queue`: code → message and hint. */
export const embeddedErrors = {
  HOME_NOT_A_FOLDER: (p: { path: string }) => ({
    message: `${p.path} is not a folder, so vidgen can't keep its data there.`,
    hint: 'Move that file away, or set VIDGEN_HOME to a folder.',
  }),
  HOME_FOREIGN: (p: { path: string }) => ({
    message: `${p.path} belongs to another user.`,
    hint: `If you trust it, say so: VIDGEN_HOME=${p.path}`,
  }),
  HOME_PARENT_MISSING: (p: { path: string; parent: string }) => ({
    message: `vidgen's folder ${p.path} can't be made: ${p.parent} does not exist.`,
    hint: `Check VIDGEN_HOME for a typing error, or make ${p.parent} first.`,
  }),
  HOME_DENIED: (p: { path: string }) => ({
    message: `You may not read and write vidgen's folder ${p.path}.`,
    hint: 'Run vidgen as the user who owns it, or set VIDGEN_HOME to a folder of yours.',
  }),
  HOME_READ_ONLY: (p: { path: string }) => ({
    message: `vidgen's folder ${p.path} is on a disk that is mounted read-only.`,
    hint: 'Set VIDGEN_HOME to a folder that can be written.',
  }),
  HOME_FULL: (p: { path: string }) => ({
    message: `The disk of vidgen's folder ${p.path} is full, or your quota on it is used up.`,
    hint: 'Free some space, or set VIDGEN_HOME to a folder on another disk.',
  }),
  HOME_UNUSABLE: (p: { path: string; reason: string }) => ({
    message: `vidgen's folder ${p.path} can't be used: ${p.reason}.`,
    hint: 'Set VIDGEN_HOME to another folder.',
  }),
  REDIS_MISSING: () => ({
    message: 'redis-server, which carries the queue, is not installed on this machine.',
    hint: 'Run bin/setup in the vidgen folder, install it (apt-get install redis-server, brew install redis), or set REDIS_URL to a Redis that you have.',
  }),
  REDIS_START_FAILED: (p: { log: string; reason: string }) => ({
    message: `The private Redis did not start: ${p.reason}`,
    hint: `Its log is ${p.log}. If its files are damaged, delete the folder of that log. ${notLost}`,
  }),
  REDIS_NOT_ANSWERING: (p: { socket: string; waitedMs: number }) => ({
    message: `The private Redis at ${p.socket} runs, but has not answered for ${Math.round(p.waitedMs / 1000)} seconds.`,
    hint: `The machine or its disk may be overloaded: try again. Otherwise end the redis-server process of that folder. ${notLost}`,
  }),
  REDIS_LOCKED: (p: { lock: string; waitedMs: number }) => ({
    message: `Another vidgen process has been starting the private Redis for ${Math.round(p.waitedMs / 1000)} seconds (${p.lock}).`,
    hint: 'Try again; if it stays so, end that process.',
  }),
  REDIS_LOCK_UNUSABLE: (p: { lock: string; reason: string }) => ({
    message: `${p.lock}, by which only one process starts the private Redis, can't be used: ${p.reason}.`,
    hint: `Delete it: there is nothing in it, and vidgen makes it anew.`,
  }),
  REDIS_STOP_FAILED: (p: { reason: string }) => ({
    message: `The private Redis refused to stop: ${p.reason}`,
    hint: 'Look for a full disk, then try again.',
  }),
  REDIS_SOCKET_UNSAFE: (p: { link: string }) => ({
    message: `${p.link}, the short way to vidgen's private Redis, belongs to somebody else or leads elsewhere.`,
    hint: 'Delete it, or set VIDGEN_HOME to a folder with a shorter path.',
  }),
  QUEUE_BAD_URL: (p: { reason: string }) => ({
    message: `REDIS_URL is no address of a Redis: ${p.reason}.`,
    hint: 'Write redis://[user:password@]host[:port][/number], redis-sentinel://host,host,host/master, redis-cluster://host,host, each with rediss in place of redis for TLS, or unix:///path/to/redis.sock.',
  }),
  QUEUE_UNREACHABLE: (p: { address: string; reason: string }) => ({
    message: `Redis at ${p.address} is out of reach: ${p.reason}.`,
    hint: 'Check that it runs and that REDIS_URL is right. Jobs that were queued are safe in the database; workers take them up once Redis is back.',
  }),
  QUEUE_REFUSED: (p: { address: string; reason: string }) => ({
    message: `Redis at ${p.address} refused: ${p.reason}`,
    hint: 'WRONGPASS, NOAUTH or NOPERM: check the user and password in REDIS_URL. OOM or MISCONF: give Redis more memory or disk. Jobs that were queued are safe in the database.',
  }),
}
