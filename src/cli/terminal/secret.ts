import { createInterface } from 'node:readline'
import { type Readable, Writable } from 'node:stream'

/**
 * Asks for things that must not be seen: what is typed is not shown. The end of the input is an empty
 * answer to what is left.
 */
export async function askSecrets(
  questions: readonly string[],
  { input, output }: { input: Readable & { isTTY?: boolean }; output: Writable },
): Promise<string[]> {
  // With `terminal` the keyboard is in raw mode: nothing but this stream could echo.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input, output: silent, terminal: input.isTTY === true })
  reader.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  // One reader for all: it takes more than a line where more was typed.
  const lines = reader[Symbol.asyncIterator]()
  const answers: string[] = []
  try {
    for (const question of questions) {
      output.write(question)
      const { value, done } = await lines.next()
      answers.push(done ? '' : value)
      output.write('\n')
    }
    return answers
  } finally {
    reader.close()
  }
}

/** The first line of piped input, as `--password-stdin` means it. */
export async function readLine(input: Readable): Promise<string> {
  const reader = createInterface({ input })
  try {
    for await (const line of reader) return line
    return ''
  } finally {
    reader.close()
  }
}
