import type { Sentence } from '../en.ts'

const SHOWN_NAMES = 30

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_NAMES).map((name) => `\`${name}\``)
  return (names.length > SHOWN_NAMES ? [...shown, '…'] : shown).join(', ')
}

const cells = (count: number) => (count === 1 ? '1 cell' : `${count} cells`)
const meant = (suggestion: string | null) =>
  suggestion === null ? '' : `Did you mean \`${suggestion}\`? `

/** Errors of the CSV intake as a whole: code → message and hint. */
export const intakeErrors = {
  INTAKE_FILE_MISSING: (p: { file: string }) => ({
    message: `There is no file ${p.file}.`,
    hint: 'Check the path given with --csv; `-` reads standard input.',
  }),
  INTAKE_FILE_IS_FOLDER: (p: { file: string }) => ({
    message: `${p.file} is a folder, not a CSV file.`,
    hint: `Name the file in it, for example --csv ${p.file.replace(/\/$/, '')}/products.csv`,
  }),
  INTAKE_FILE_DENIED: (p: { file: string }) => ({
    message: `${p.file} can't be read: permission denied.`,
    hint: 'Give yourself the right to read it, or run as a user who has it.',
  }),
  INTAKE_FILE_UNREADABLE: (p: { file: string; reason: string }) => ({
    message: `${p.file} can't be read (${p.reason}).`,
    hint: 'Copy the file to a local disk and try again.',
  }),
  INTAKE_EMPTY: (p: { file: string }) => ({
    message: `${p.file} is empty.`,
    hint: 'The first line must be a header with a column product_id.',
  }),
  INTAKE_NO_ROWS: (p: { file: string }) => ({
    message: `${p.file} has a header but no rows.`,
    hint: 'Add a line for each product.',
  }),
  INTAKE_IS_SPREADSHEET: (p: { file: string }) => ({
    message: `${p.file} is a spreadsheet or an archive, not a CSV file.`,
    hint: 'In Excel: Save as, "CSV UTF-8 (comma delimited)".',
  }),
  INTAKE_NUL_BYTES: (p: { file: string; line: number }) => ({
    message: `${p.file} has a NUL byte in line ${p.line}: it is damaged, or not a text file.`,
    hint: 'Save it again as CSV UTF-8; if it is UTF-16 without a mark, add --encoding utf-16le.',
  }),
  INTAKE_FIELD_TOO_LONG: (p: { file: string; line: number; limit: number }) => ({
    message: `${p.file} has a cell of more than ${p.limit} characters in the row that starts at line ${p.line}.`,
    hint: 'Look for a quote (") that is opened there and not closed, or shorten the cell.',
  }),
  INTAKE_RECORD_TOO_LONG: (p: { file: string; line: number; limit: number }) => ({
    message: `${p.file} has a row of more than ${p.limit} bytes, which starts at line ${p.line}.`,
    hint: 'Look for a quote (") that is opened there and not closed, or shorten the row.',
  }),
  INTAKE_QUOTE_NOT_CLOSED: (p: { file: string; line: number }) => ({
    message: `${p.file} has a quote (") in line ${p.line} that is never closed.`,
    hint: 'Close it, or write a quote that is part of the text twice: "".',
  }),
  INTAKE_QUOTE_MISPLACED: (p: { file: string; line: number }) => ({
    message: `${p.file} has a quote (") in the middle of a cell in line ${p.line}.`,
    hint: 'Put the whole cell in quotes and write each quote in it twice: "27"" monitor".',
  }),
  INTAKE_ENCODING_UNKNOWN: (p: { encoding: string; known: string[] }) => ({
    message: `--encoding ${p.encoding} is not known.`,
    hint: `Known are ${p.known.join(', ')}.`,
  }),
  INTAKE_UNDECODABLE: (p: { file: string; line: number; encoding: string }) => ({
    message: `${p.file} is not valid ${p.encoding} in line ${p.line}.`,
    hint: 'Save it again as CSV UTF-8, or name its encoding with --encoding, for example --encoding cp949.',
  }),
  INTAKE_PRODUCT_ID_MISSING: (p: { file: string; headers: string[] }) => ({
    message: `${p.file} has no column product_id; its header is ${quoted(p.headers)}.`,
    hint: 'Name the column that holds the product IDs, for example --column product_id=상품코드',
  }),
  INTAKE_COLUMN_TWICE: (p: { file: string; field: string; headers: string[] }) => ({
    message: `${p.file} has more than one column for ${p.field}: ${quoted(p.headers)}.`,
    hint: `Say which one counts: --column "${p.field}=${p.headers[0]}"; where both have the same name, rename one.`,
  }),
  INTAKE_COLUMN_FIELD_UNKNOWN: (p: {
    field: string
    known: string[]
    suggestion: string | null
  }) => ({
    message: `--column names an unknown field \`${p.field}\`.`,
    hint: `${meant(p.suggestion)}Fields are ${p.known.join(', ')}.`,
  }),
  INTAKE_COLUMN_HEADER_MISSING: (p: {
    file: string
    field: string
    header: string
    headers: string[]
    suggestion: string | null
  }) => ({
    message: `--column ${p.field}=${p.header}: ${p.file} has no column \`${p.header}\`.`,
    hint: `${meant(p.suggestion)}Its header is ${quoted(p.headers)}.`,
  }),
  INTAKE_REJECTS_IS_SOURCE: (p: { file: string }) => ({
    message: `--rejects ${p.file} would overwrite the CSV file itself.`,
    hint: 'Name another file.',
  }),
  INTAKE_REJECTS_UNWRITABLE: (p: { file: string; reason: string }) => ({
    message: `The rejects file ${p.file} can't be written (${p.reason}).`,
    hint: 'Name a file in a folder that exists and can be written to.',
  }),
  INTAKE_SPOOL_FAILED: (p: { folder: string; reason: string }) => ({
    message: `The checked rows can't be kept in ${p.folder} (${p.reason}).`,
    hint: 'Free some space there (about 500 bytes a row), or make it writable. Nothing was queued.',
  }),
}

/** What can be wrong with one row or cell. */
export const rowProblems = {
  CELLS_TOO_FEW: (p: { expected: number; got: number }) => ({
    message: `The row has ${cells(p.got)}, the header ${p.expected}.`,
  }),
  CELLS_TOO_MANY: (p: { expected: number; got: number }) => ({
    message: `The row has ${cells(p.got)}, the header ${p.expected}; put a cell that holds the separator in quotes.`,
  }),
  CONTROL_CHARACTER: (p: { character: string }) => ({
    message: `Has the invisible character ${p.character}; remove it.`,
  }),
  TEXT_TOO_LONG: (p: { length: number; limit: number }) => ({
    message: `Has ${p.length} characters; at most ${p.limit} are allowed.`,
  }),
  ID_MISSING: () => ({ message: 'The product ID is empty.' }),
  ID_EXCEL: () => ({
    message:
      'Excel turned the product ID into a number. Format the column as text and enter the ID again.',
  }),
  ID_FORMULA: () => ({ message: 'A product ID can not start like a spreadsheet formula.' }),
  ID_PATH: () => ({ message: 'A product ID can not hold / or \\, nor be only dots.' }),
  ID_CHARACTER: (p: { character: string }) => ({
    message: `A product ID can not hold ${p.character}; letters, digits and . _ - : are allowed.`,
  }),
  IMAGE_NEEDED: () => ({
    message: 'The product is new and needs a picture: an https URL or a file beside the CSV.',
  }),
  IMAGE_NOT_HTTPS: (p: { scheme: string }) => ({
    message: `${p.scheme} addresses are not fetched; use https: or a file beside the CSV.`,
  }),
  IMAGE_URL_INVALID: () => ({ message: 'Is not a valid URL.' }),
  IMAGE_URL_CREDENTIALS: () => ({
    message: 'A URL can not hold a user name or password: it is shown and stored.',
  }),
  IMAGE_ADDRESS_PRIVATE: (p: { address: string }) => ({
    message: `${p.address} is not on the public internet, where pictures are fetched from; VIDGEN_ALLOW=private-addresses opens the own network.`,
  }),
  IMAGE_ABSOLUTE: () => ({
    message: 'The path must be relative to the folder of the CSV.',
  }),
  IMAGE_OUTSIDE: () => ({ message: 'The file is outside the folder of the CSV.' }),
  IMAGE_MISSING: () => ({ message: 'There is no such file beside the CSV.' }),
  IMAGE_UNREADABLE: (p: { reason: string }) => ({
    message: `The file can not be read (${p.reason}).`,
  }),
  IMAGE_NOT_A_PICTURE: () => ({ message: 'The file is not a JPEG, PNG or WebP picture.' }),
  IMAGE_TOO_LARGE: (p: { sizeBytes: number; limitBytes: number }) => ({
    message: `The file has ${(p.sizeBytes / 1e6).toFixed(1)} MB; at most ${p.limitBytes / 1e6} MB are allowed.`,
  }),
  MODEL_TYPE_UNKNOWN: () => ({ message: 'Is no model type; use female or male (여성, 남성).' }),
  DURATION_INVALID: (p: { minSeconds: number; maxSeconds: number }) => ({
    message: `The duration must be a whole number of seconds from ${p.minSeconds} to ${p.maxSeconds}: that is what the configured PIKA_PROVIDER makes.`,
  }),
  RESOLUTION_UNKNOWN: (p: { known: string[] }) => ({
    message: `The resolution must be ${p.known.join(' or ')}: that is what the configured PIKA_PROVIDER makes.`,
  }),
  PRIORITY_INVALID: () => ({
    message: 'The priority must be a whole number from -100 to 100.',
  }),
} satisfies Record<string, (p: never) => Sentence>
