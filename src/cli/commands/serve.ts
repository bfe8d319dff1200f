import { z } from 'zod'
import { VidgenError } from '../../errors.ts'
import type { ServeOptions } from '../../requests.ts'
import { cliTexts, expectedTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { serverTexts } from '../../text/server.ts'
import { defineCommand, type OptionValues } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { spanMs } from '../instant.ts'
import { flag, given, someText, value, wholeNumber } from '../options.ts'
import { serverEntry } from '../log/server-entry.ts'
import { serverLine } from '../terminal/server-lines.ts'
import { interruptible } from '../terminal/signals.ts'

const t = optionHelp.serve
const { listening: group, running } = headings
const HIGHEST_PORT = 65_535

/** An address without a path: `https://video.shop.example`. */
const originText = z
  .url({ protocol: /^https?$/, error: expectedTexts.origin })
  .transform((text) => new URL(text))
  .refine(({ pathname, search, hash, username }) => pathname + search + hash + username === '/', {
    error: expectedTexts.origin,
  })
  .transform(({ origin }) => origin)

const options = {
  host: value({ flags: '--host <address>', describe: t.host, group }, someText),
  port: value({ flags: '--port <n>', describe: t.port, group }, wholeNumber(0, HIGHEST_PORT)),
  origin: value({ flags: '--origin <address>', describe: t.origin, group }, originText),
  tlsCert: value({ flags: '--tls-cert <file>', describe: t.tlsCert, group }, someText),
  tlsKey: value({ flags: '--tls-key <file>', describe: t.tlsKey, group }, someText),
  trustProxy: flag({ flags: '--trust-proxy', describe: t.trustProxy, group }),
  rate: value({ flags: '--rate <n>', describe: t.rate, group: running }, wholeNumber(1, 100_000)),
  logFile: value(
    { flags: '--log-file <file>', describe: optionHelp.worker.logFile, group: running },
    someText,
  ),
  accessLog: flag({ flags: '--access-log', describe: t.accessLog, group: running }),
  shutdownTimeout: value(
    { flags: '--shutdown-timeout <time>', describe: t.shutdownTimeout, group: running },
    spanMs,
  ),
}

type Options = OptionValues<typeof options>

/** `vidgen serve` */
export const serve = defineCommand({
  name: 'serve',
  options,
  run: (context, { options }) =>
    interruptible(context.host, async ({ signal }) => {
      const tls = tlsOf(options)
      const log = await context.openLog(options.logFile)
      const vidgen = await context.vidgen('create')
      const users = await vidgen.accounts.users()
      const handle = await vidgen.server.start({
        ...serveOptions(options),
        ...(tls && { tls }),
        signal,
        onLine: (line) => {
          const entry = serverEntry(line, { all: options.accessLog })
          log.write(entry, () => context.host.stderr.write(`${serverLine(line)}\n`, () => {}))
        },
      })
      context.note(serverTexts.listening(handle.url))
      if (users.length === 0) context.note(serverTexts.nobody)
      await handle.finished
      await context.print({ url: handle.url }, () => serverTexts.stopped)
      return exitCodes.done
    }),
})

function serveOptions(options: Options): ServeOptions {
  const { host, port, origin, rate, shutdownTimeout, trustProxy } = options
  const chosen = { host, port, origin, ratePerSecond: rate, shutdownTimeoutMs: shutdownTimeout }
  return { ...given(chosen), trustProxy }
}

/** Throws USAGE_NEEDS_ONE_OF where only one of the two files is named. */
function tlsOf({ tlsCert, tlsKey }: Options): ServeOptions['tls'] {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert !== undefined && tlsKey !== undefined) return { certFile: tlsCert, keyFile: tlsKey }
  throw new VidgenError('USAGE_NEEDS_ONE_OF', {
    command: 'serve',
    options: cliTexts.needsBothTls,
  })
}
