import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'

/** Asks a yes-or-no question; anything but yes, the end of the input included, is no. In Korean too, also with the keyboard still in Korean (`ㅛ` is the key of y). */
export async function ask(
  question: string,
  { input, output }: { input: Readable; output: Writable },
): Promise<boolean> {
  const reader = createInterface({ input, output, terminal: false })
  const ended = new Promise<string>((resolve) => reader.once('close', () => resolve('')))
  try {
    const answer = await Promise.race([reader.question(question), ended])
    return /^(y(es)?|예|네|ㅛ)$/iu.test(answer.trim().normalize('NFC'))
  } finally {
    reader.close()
  }
}
