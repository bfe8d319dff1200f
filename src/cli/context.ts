import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig, withHome, type Config } from '../config/config.ts'
import { VidgenError } from '../errors.ts'
import { toJson } from '../render/json.ts'
import { printable } from '../render/printable.ts'
import { say, type Style } from '../render/style.ts'
import { describeError } from '../text/describe.ts'
import { cliTexts } from '../text/cli.ts'
import type { Vidgen } from '../vidgen.ts'
import type { Host, OutputStream } from './host.ts'
import type { Log } from './log/log.ts'
import { OutputClosed, wantsColor, widthOf, write } from './terminal/output.ts'

/** What a command may do to the home: make one, only use one, or use one that it throws away. */
export type HomeNeed = 'create' | 'existing' | 'scratch'

/** The options that every command takes. */
export interface GeneralOptions {
  json: boolean
  debug: boolean
  color: boolean
}

/** What a command works with; everything in it is opened at first use. */
export class Context {
  readonly host: Host
  readonly command: string
  readonly json: boolean
  readonly debug: boolean
  readonly #color: boolean
  #wroteData = false
  #config: Config | undefined
  #vidgen: Vidgen | undefined
  #scratch: string | undefined
  #log: Log | undefined

  constructor(host: Host, command: string, general: GeneralOptions) {
    this.host = host
    this.command = command
    this.json = general.json
    this.debug = general.debug
    this.#color = general.color
  }

  /** The settings. Throws CONFIG_*. */
  config(): Config {
    return this.#vidgen?.config ?? (this.#config ??= loadConfig(this.host.env, this.host.cwd))
  }

  /** The library. Throws HOME_MISSING where the command only reads and there is no home. */
  async vidgen(need: HomeNeed): Promise<Vidgen> {
    if (this.#vidgen) return this.#vidgen
    const { home } = this.config()
    if (!home.exists && need === 'existing')
      throw new VidgenError('HOME_MISSING', { path: home.path })
    if (!home.exists && need === 'create') await this.#createHome(home.path)
    if (!home.exists && need === 'scratch') this.#useScratch()
    this.#vidgen = await this.host.createVidgen(this.config())
    return this.#vidgen
  }

  /** A person can be asked: keyboard and screen are both terminals. */
  get interactive(): boolean {
    return this.host.stdin.isTTY === true && this.host.stderr.isTTY === true
  }

  /** How a stream is drawn on. */
  style(stream: OutputStream = this.host.stdout): Style {
    return {
      width: widthOf(stream, this.host.env),
      color: wantsColor(stream, this.host, this.#color),
      charts: stream.isTTY === true && this.host.env.TERM !== 'dumb',
      timezone: this.config().timezone,
    }
  }

  /**
   * The result of the command: one JSON document, or its text. Where nobody reads it any more, how
   * the command ended is still told by its exit code.
   */
  async print(result: object, render: (style: Style) => string): Promise<void> {
    const text = this.json ? this.#document(result) : withNewline(render(this.style()))
    await this.data(text).catch((error: unknown) => {
      if (!(error instanceof OutputClosed)) throw error
    })
  }

  /** Text to stdout. Throws OutputClosed where nobody reads any more. */
  async data(text: string): Promise<void> {
    this.#wroteData = true
    await write(this.host.stdout, text)
  }

  /** The log of a command that runs for long: from then on notes and the last error go there, too. */
  async openLog(file: string | undefined): Promise<Log> {
    const { openLog } = await import('./log/log.ts')
    return (this.#log = openLog(this, file))
  }

  /** A line to stderr; where nobody reads it, nobody misses it. */
  note(line: string, show = (text: string) => this.#show(text)): void {
    if (!this.#log) return show(line)
    this.#log.write({ level: 'info', message: line, fields: { event: 'note' } }, () => show(line))
  }

  /** What went wrong: JSON on stdout where asked and still possible, else a sentence on stderr. */
  async fail(error: VidgenError): Promise<void> {
    const { code, params } = error
    const { message, hint } = describeError(code, params)
    if (this.json && !this.#wroteData)
      await this.data(this.#document({ error: { code, message, hint } }))
    else if (this.#log?.readers !== 'programs') this.#show(this.#errorText(message, hint))
    const stack = this.debug ? stackOf(error) : undefined
    const fields = { event: 'error', code, hint, stack }
    this.#log?.write({ level: 'error', message, fields })
    if (stack !== undefined && this.#log?.readers !== 'programs') this.#show(stack)
  }

  async close(): Promise<void> {
    await this.#vidgen?.close()
    this.#log?.close()
    if (this.#scratch) rmSync(this.#scratch, { recursive: true, force: true })
  }

  #show(text: string): void {
    this.host.stderr.write(withNewline(text), () => {})
  }

  #useScratch(): void {
    this.#scratch = mkdtempSync(join(tmpdir(), 'vidgen-'))
    this.#config = withHome(this.config(), this.#scratch)
  }

  async #createHome(path: string): Promise<void> {
    const { createHome } = await import('../embedded/home.ts')
    createHome(path)
    this.note(cliTexts.homeCreated(printable(path)))
    this.#config = undefined
  }

  /** A log that programs read gets a line a document. */
  #document(result: object): string {
    return toJson(result, this.host.stdout.isTTY === true)
  }

  #errorText(message: string, hint: string | null): string {
    const color = wantsColor(this.host.stderr, this.host, this.#color)
    const style = { width: 0, color, timezone: 'UTC' }
    // A message may have several lines, each safe to print.
    const lines = message.split('\n').map((line) => say(style, line, 'red'))
    return [...lines, ...(hint === null ? [] : [printable(hint)])].join('\n')
  }
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

function stackOf(error: VidgenError): string {
  const causes: string[] = []
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    causes.push(at.stack ?? at.message)
  return causes.join('\ncaused by ')
}
