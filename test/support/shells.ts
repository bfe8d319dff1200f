/** The shells that completion is for. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Throws what to do where one is missing. */
export async function findShells(): Promise<void> {
  try {
    for (const shell of ['bash', 'zsh', 'fish']) await promisify(execFile)(shell, ['--version'])
  } catch {
    throw new Error(
      'A shell is missing that completion is tested in: install them (apt-get install bash zsh fish) or leave them out (bin/test --without shells).',
    )
  }
}
