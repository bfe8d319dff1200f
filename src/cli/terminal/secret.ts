import { createInterface } from 'node:readline'
import { type Readable, Writable } from 'node:stream'

/**
 * Asks for something that must not be seen: what is typed is not shown. The end of the input is an
 * empty answer.
 */
export async function askSecret(
  question: string,
  { input, output }: { input: Readable & { isTTY?: boolean }; output: Writable },
): Promise<string> {
  output.write(question)
  // With `terminal` the keyboard is in raw mode: nothing but this stream could echo.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input, output: silent, terminal: input.isTTY === true })
  try {
    return await new Promise<string>((resolve) => {
      reader.once('line', resolve)
      reader.once('close', () => resolve(''))
      reader.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    })
  } finally {
    reader.close()
    output.write('\n')
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
