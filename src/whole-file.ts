import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'

/** A file in the making. Methods throw system errors. */
export interface WholeFile {
  append(text: string): Promise<void>
  /** Gives the file its name, in the place of an earlier one. */
  finish(): Promise<void>
  /** Leaves nothing behind; an earlier file stays. */
  discard(): Promise<void>
}

/**
 * A file that is whole or not there: written beside its name and renamed. The mode of an earlier
 * file and the links that lead to it are kept; a device or a pipe is written as it is, for renaming
 * would put a file in its place. Throws system errors.
 */
export async function openWhole(file: string): Promise<WholeFile> {
  const found = await stat(file).catch(() => null)
  if (found && !found.isFile()) return written(await open(file, 'w'))
  const target = found ? await realpath(file) : file
  const temporary = `${target}.${process.pid}.part`
  const handle = await open(temporary, 'wx', found ? found.mode & 0o777 : 0o666)
  return {
    ...written(handle),
    async finish() {
      await handle.sync()
      await handle.close()
      await rename(temporary, target)
    },
    async discard() {
      await handle.close().catch(() => {})
      await rm(temporary, { force: true })
    },
  }
}

function written(handle: FileHandle): WholeFile {
  return {
    append: (text) => handle.writeFile(text),
    finish: () => handle.close(),
    discard: () => handle.close().catch(() => {}),
  }
}
