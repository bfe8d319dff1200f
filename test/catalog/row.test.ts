import { describe, expect, test } from 'vitest'
import { videoLimits, type VideoProvider } from '../../src/ai/capabilities.ts'
import { rowProblem } from '../../src/render/row-problem.ts'
import { openIntake } from '../../src/catalog/intake.ts'
import { drain, problems, read, stdinOf } from './intake.ts'

const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
const one = async (column: string, text: string) =>
  (await read(`product_id,${column}\nA,${cell(text)}\n`)).rows[0]

test('a row with every field', async () => {
  const { rows } = await read(
    '상품ID,image_url,name,model_type,category,prompt,duration,resolution,priority\n' +
      ' A-1 ,https://x.test/a.jpg,"Red\r\n\tdress",여성,Dress,"walks\tslowly",4,720,-5\n',
  )
  expect(rows).toEqual([
    {
      line: 2,
      productId: 'A-1',
      name: 'Red dress',
      imageUrl: 'https://x.test/a.jpg',
      picture: null,
      modelType: 'female',
      category: 'dress',
      prompt: 'walks slowly',
      durationS: 4,
      resolution: '720p',
      priority: -5,
    },
  ])
})

test('empty cells and missing columns are null, priority 0', async () => {
  const row = await one('name', '  ')
  expect(row).toEqual({
    line: 2,
    productId: 'A',
    name: null,
    imageUrl: null,
    picture: null,
    modelType: null,
    category: null,
    prompt: null,
    durationS: null,
    resolution: null,
    priority: 0,
  })
})

test.each([
  ['female', ['female', 'F', 'women', 'Woman', '여성', '여', '여자']],
  ['male', ['male', 'm', 'MEN', 'man', '남성', '남', '남자']],
])('model type %s', async (modelType, words) => {
  for (const word of words)
    expect({ word, ...(await one('model', word)) }).toMatchObject({ modelType })
})

test.each(['480', '480p', '480P'])('resolution %s', async (text) => {
  expect(await one('resolution', text)).toMatchObject({ resolution: '480p' })
})

test.each(['A', 'a.b_c-d:e', '상품-1', 'Ünï', 'ก็1', '1E5', '.hidden', '-x', 'x'.repeat(128)])(
  'product ID %s is taken',
  async (id) => {
    const { rows } = await read(`id\n${id}\n`)
    expect(rows[0]?.productId).toBe(id)
  },
)

test('one product ID, however its letters are composed', async () => {
  const { rows } = await read(`id\n${'한'.normalize('NFD')}\n`)
  expect(rows[0]?.productId).toBe('한')
})

test.each([
  ['', 'ID_MISSING'],
  ['1.23457E+12', 'ID_EXCEL'],
  ['1,23457E+12', 'ID_EXCEL'],
  ['1E+15', 'ID_EXCEL'],
  ['1.2E-05', 'ID_EXCEL'],
  ['=HYPERLINK("https://x.test")', 'ID_FORMULA'],
  ['@SUM(A1)', 'ID_FORMULA'],
  ['../../etc/passwd', 'ID_PATH'],
  ['a\\b', 'ID_PATH'],
  ['.', 'ID_PATH'],
  ['..', 'ID_PATH'],
  ['a b', 'ID_CHARACTER'],
  ['a\nb', 'ID_CHARACTER'],
  ['a\u200Bb', 'ID_CHARACTER'],
  ['a<b>', 'ID_CHARACTER'],
  ['👗', 'ID_CHARACTER'],
  ['x'.repeat(129), 'TEXT_TOO_LONG'],
])('product ID %j: %s', async (id, code) => {
  expect(await problems(`id,name\n${cell(id)},x\n`)).toEqual([`id ${code}`])
})

test.each([
  ['image', 'http://x.test/a.jpg', 'IMAGE_NOT_HTTPS'],
  ['image', 'HTTP://x.test/a.jpg', 'IMAGE_NOT_HTTPS'],
  ['image', 'file:///etc/passwd', 'IMAGE_NOT_HTTPS'],
  ['image', 'data:image/png;base64,AA', 'IMAGE_NOT_HTTPS'],
  ['image', 'https://user:secret@x.test/a.jpg', 'IMAGE_URL_CREDENTIALS'],
  ['image', 'https://user@x.test/a.jpg', 'IMAGE_URL_CREDENTIALS'],
  ['image', 'https://', 'IMAGE_URL_INVALID'],
  ['image', 'https:/x.test/a.jpg', 'IMAGE_URL_INVALID'],
  ['image', 'https://x.test/a b.jpg', 'IMAGE_URL_INVALID'],
  ['image', `https://x.test/${'a'.repeat(2_048)}`, 'TEXT_TOO_LONG'],
  ['image', 'https://127.0.0.1/a.jpg', 'IMAGE_ADDRESS_PRIVATE'],
  ['image', 'https://0x7f.1:8443/a.jpg', 'IMAGE_ADDRESS_PRIVATE'],
  ['image', 'https://10.0.0.8/a.jpg', 'IMAGE_ADDRESS_PRIVATE'],
  ['image', 'https://169.254.169.254/a.jpg', 'IMAGE_ADDRESS_PRIVATE'],
  ['image', 'https://[::1]/a.jpg', 'IMAGE_ADDRESS_PRIVATE'],
  ['image', 'https://[::127.0.0.1]/a.jpg', 'IMAGE_ADDRESS_PRIVATE'],
  ['image', '/etc/passwd', 'IMAGE_ABSOLUTE'],
  ['image', 'C:\\pictures\\a.jpg', 'IMAGE_ABSOLUTE'],
  ['image', '\\\\server\\a.jpg', 'IMAGE_ABSOLUTE'],
  ['image', 'a\u0007.jpg', 'CONTROL_CHARACTER'],
  ['name', 'x'.repeat(301), 'TEXT_TOO_LONG'],
  ['name', 'a\u001b[31m', 'CONTROL_CHARACTER'],
  ['category', 'x'.repeat(101), 'TEXT_TOO_LONG'],
  ['category', 'a\nb', 'CONTROL_CHARACTER'],
  ['prompt', 'x'.repeat(2_001), 'TEXT_TOO_LONG'],
  ['gender', 'unisex', 'MODEL_TYPE_UNKNOWN'],
  ['duration', '2', 'DURATION_INVALID'],
  ['duration', '6', 'DURATION_INVALID'],
  ['duration', '3.5', 'DURATION_INVALID'],
  ['duration', '-3', 'DURATION_INVALID'],
  ['duration', '3 s', 'DURATION_INVALID'],
  ['resolution', '1080p', 'RESOLUTION_UNKNOWN'],
  ['resolution', 'HD', 'RESOLUTION_UNKNOWN'],
  ['priority', '101', 'PRIORITY_INVALID'],
  ['priority', '1.5', 'PRIORITY_INVALID'],
  ['priority', 'high', 'PRIORITY_INVALID'],
])('%s %j: %s', async (column, text, code) => {
  expect(await problems(`id,${column}\nA,${cell(text)}\n`)).toEqual([`${column} ${code}`])
})

test('a public address is taken, and a private one where that is allowed or nothing is fetched', async () => {
  const rows =
    'id,image\nA,https://127.0.0.1/a.jpg\nB,https://1.1.1.1/b.jpg\nC,https://[2606:4700::1111]/c.jpg\n'
  const ids = async (addresses?: { allowPrivate: boolean }) => {
    const source = await openIntake(
      { file: '-', columns: {}, encoding: undefined, ...(addresses && { addresses }) },
      stdinOf(rows),
    )
    return (await drain(source)).rows.map(({ productId }) => productId)
  }
  expect(await ids({ allowPrivate: false })).toEqual(['B', 'C'])
  expect(await ids({ allowPrivate: true })).toEqual(['A', 'B', 'C'])
  expect(await ids()).toEqual(['A', 'B', 'C'])
})

/** Duration and resolution as they were taken, or why not. */
async function asked(provider: VideoProvider, column: string, text: string) {
  const limits = videoLimits(provider)
  const { rows, rejected } = await read(`id,${column}\nA,${text}\n`, { videoLimits: limits })
  const row = rows[0] && [rows[0].durationS, rows[0].resolution]
  return row ?? rejected[0]?.problems.map((problem) => rowProblem(problem).message)
}

describe('duration and resolution are what the configured provider makes', () => {
  test.each<[VideoProvider, string, string, [number | null, string | null]]>([
    ['offline', 'duration', '5', [5, null]],
    ['fal', 'duration', '1', [1, null]],
    ['fal', 'duration', '10', [10, null]],
    ['fal', 'resolution', '1080', [null, '1080p']],
    ['pika', 'duration', '010', [10, null]],
    ['pika', 'resolution', '1080P', [null, '1080p']],
    ['http', 'duration', '30', [30, null]],
    ['http', 'resolution', '480p', [null, '480p']],
  ])('%s takes the %s %s', async (provider, column, text, taken) => {
    expect(await asked(provider, column, text)).toEqual(taken)
  })

  const makes = ': that is what the configured PIKA_PROVIDER makes.'
  test.each<[VideoProvider, string, string, string]>([
    ['offline', 'duration', '6', `The duration must be a whole number of seconds from 3 to 5`],
    ['fal', 'duration', '0', `The duration must be a whole number of seconds from 1 to 10`],
    ['fal', 'duration', '11', `The duration must be a whole number of seconds from 1 to 10`],
    ['fal', 'resolution', '480p', 'The resolution must be 720p or 1080p'],
    ['http', 'duration', '31', `The duration must be a whole number of seconds from 1 to 30`],
    ['http', 'resolution', '4k', 'The resolution must be 480p or 720p or 1080p'],
  ])('%s refuses the %s %s and says what it takes', async (provider, column, text, sentence) => {
    expect(await asked(provider, column, text)).toEqual([`${sentence}${makes}`])
  })

  test('a file that nothing is ordered from may ask what any provider makes', async () => {
    const source = await openIntake(
      { file: '-', columns: {}, encoding: undefined },
      stdinOf('id,duration,resolution\nA,30,1080p\nB,3,480p\nC,31,480p\n'),
    )
    const { rows, rejected } = await drain(source)
    expect(rows.map((row) => row.productId)).toEqual(['A', 'B'])
    expect(rejected.map((row) => row.line)).toEqual([4])
  })
})

test('the longest texts are taken, emoji counted as one character', async () => {
  expect(await one('name', '👗'.repeat(300))).toMatchObject({ name: '👗'.repeat(300) })
  expect(await one('prompt', 'x'.repeat(2_000))).toMatchObject({ prompt: 'x'.repeat(2_000) })
})

test('every problem of a row is told, in the order of its columns', async () => {
  const csv =
    'duration,id,gender,image\n9,a b,x,http://y.test/\n3,A,f,no-such-file.jpg\n7,B,f,no.jpg\n'
  expect(await problems(csv)).toEqual([
    'duration DURATION_INVALID',
    'id ID_CHARACTER',
    'gender MODEL_TYPE_UNKNOWN',
    'image IMAGE_NOT_HTTPS',
    'image IMAGE_MISSING',
    'duration DURATION_INVALID',
    'image IMAGE_MISSING',
  ])
})

test('too few and too many cells are the row’s problem, not the file’s', async () => {
  const { rows, rejected } = await read('id,name\nA\nB,x,y\nC,z\n')
  expect(rows.map((row) => row.productId)).toEqual(['C'])
  expect(rejected).toEqual([
    {
      line: 2,
      cells: ['A'],
      problems: [
        { line: 2, column: '', value: 'A', code: 'CELLS_TOO_FEW', params: { expected: 2, got: 1 } },
      ],
    },
    {
      line: 3,
      cells: ['B', 'x', 'y'],
      problems: [
        {
          line: 3,
          column: '',
          value: 'B, x, y',
          code: 'CELLS_TOO_MANY',
          params: { expected: 2, got: 3 },
        },
      ],
    },
  ])
})

test.each([
  ['a\u0007', 'a␇'],
  ['a\u007f\u0085\u202e', 'a␡<U+0085><U+202E>'],
  ['é'.repeat(101), `${'é'.repeat(99)}…`],
  ['👗'.repeat(150), `${'👗'.repeat(99)}…`],
  ['x'.repeat(100), 'x'.repeat(100)],
])('shows the value %j on one short line', async (text, shown) => {
  const { rejected } = await read(`id,duration\nA,${cell(text)}\n`)
  expect(rejected[0]?.problems[0]?.value).toBe(shown)
})

test('a problem becomes a sentence with line, column and value', async () => {
  const { rejected } = await read('상품코드,성별\n"a b",여\n')
  expect(rejected.flatMap((row) => row.problems).map((each) => rowProblem(each))).toEqual([
    {
      line: 2,
      column: '상품코드',
      value: 'a b',
      code: 'ID_CHARACTER',
      message: 'A product ID can not hold a space; letters, digits and . _ - : are allowed.',
    },
  ])
})
