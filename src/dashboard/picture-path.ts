/** By which path a CSV file names a picture, whatever coding the file is in. */

/**
 * The text of a CSV file as far as it takes to find names in it: UTF-8, UTF-16 by its mark, else the
 * CP949 of Korean Excel, which browsers call euc-kr. The server reads the file itself.
 */
export function csvText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('euc-kr').decode(bytes)
  }
}

/** The path by which the file names a picture: browsers tell only the last part of it. */
export function pathIn(rows: string, picture: string): string {
  // A Mac takes letters of Hangul apart in the names of its files.
  const [text, name] = [rows.normalize('NFC'), picture.normalize('NFC')]
  const end = text.indexOf(`/${name}`)
  if (end === -1) return name
  const begin = Math.max(...[',', ';', '\t', '\n', '"'].map((mark) => text.lastIndexOf(mark, end)))
  return text.slice(begin + 1, end + 1 + name.length)
}
