import { randomUUID } from 'node:crypto'
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Where the provider keeps a frame that it was sent. */
export function frameFile(home: string, fingerprint: string): string {
  return join(home, 'offline', 'frames', fingerprint)
}

/** Keeps a frame under its fingerprint, whole or not at all. */
export async function keepFrame(
  home: string,
  fingerprint: string,
  bytes: Uint8Array,
): Promise<void> {
  await keep(frameFile(home, fingerprint), (part) => writeFile(part, bytes))
}

/** The finished video of a call; made when it is not there yet, whole or not at all. */
export async function keepVideo(
  home: string,
  requestId: string,
  make: (toFile: string) => Promise<void>,
): Promise<string> {
  const file = join(home, 'offline', 'videos', `${requestId}.mp4`)
  await keep(file, make)
  return file
}

/** Two processes may make the same file at once: each has its own part, and either result is right. */
async function keep(file: string, make: (part: string) => Promise<void>): Promise<void> {
  if (await exists(file)) return
  await mkdir(dirname(file), { recursive: true })
  const part = `${file}.${randomUUID()}.part`
  try {
    await make(part)
    await rename(part, file)
  } finally {
    await rm(part, { force: true })
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
