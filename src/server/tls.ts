import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { createSecureContext } from 'node:tls'
import { VidgenError } from '../errors.ts'
import type { ServeOptions } from '../requests.ts'

/** What a server needs to end TLS itself. Throws SERVE_TLS_UNREADABLE. */
export async function readTls({ certFile, keyFile }: NonNullable<ServeOptions['tls']>) {
  const [cert, key] = [await readPem(certFile), await readPem(keyFile)]
  const options = { cert, key, minVersion: 'TLSv1.2' as const }
  try {
    createSecureContext(options)
  } catch (error) {
    throw unreadable(certFile, error)
  }
  return { createServer, options }
}

async function readPem(file: string): Promise<Buffer> {
  return await readFile(file).catch((error: unknown) => {
    throw unreadable(file, error)
  })
}

function unreadable(file: string, error: unknown): VidgenError {
  const { code, message } = error as NodeJS.ErrnoException
  return new VidgenError(
    'SERVE_TLS_UNREADABLE',
    { file, reason: code ?? message },
    { cause: error },
  )
}
