import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { categoryFinder } from '../../src/ai/prompts/categories.ts'
import { defaultPrompts } from '../../src/ai/prompts/defaults.ts'
import { readPromptFile } from '../../src/ai/prompts/file.ts'
import { CATEGORIES, type CategoryName } from '../../src/ai/prompts/texts.ts'
import { loadPrompts, type PromptSubject, type Prompts } from '../../src/ai/prompts.ts'
import { describeError } from '../../src/text/describe.ts'
import { failure, problemsOf, written as writtenAs } from '../support/operator-file.ts'

const example = fileURLToPath(new URL('../../examples/prompts.yaml', import.meta.url))
const plain: PromptSubject = { modelType: 'female', name: null, category: null, prompt: null }
const KINDS = ['start', 'end', 'video'] as const
type Kind = (typeof KINDS)[number]

const write = (prompts: Prompts, kind: Kind, subject: Partial<PromptSubject>) =>
  kind === 'video'
    ? prompts.video({ ...plain, ...subject })
    : prompts.frame(kind, { ...plain, ...subject })

const oneLine = (value: string) => value.replaceAll(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()

const written = (content: string | Buffer) => writtenAs('prompts.yaml', content)
const load = async (content: string | Buffer) => loadPrompts(await written(content))
const problems = (content: string | Buffer) => problemsOf('CONFIG_PROMPTS_INVALID', load(content))

describe('the prompts that vidgen brings along', () => {
  const WORDS: Record<CategoryName, string> = {
    clothes: 'dresses',
    shoes: '운동화',
    bags: 'tote',
    'watches-and-jewellery': '목걸이',
    other: 'sunglasses',
  }
  const DEMANDED: Record<Kind, RegExp[]> = {
    start: [/9:16/, /picture 1/, /exactly (that|those) of picture 1/, /No added text/],
    end: [/9:16/, /Picture 1.*Picture 2/, /same (person|legs)/, /stays? exactly/, /No added text/],
    video: [/no cuts/, /keeps? (its|their) shape/, /smooth/],
  }
  const rows = CATEGORIES.flatMap((category) =>
    (['female', 'male'] as const).flatMap((modelType) =>
      KINDS.map((kind) => ({ category, modelType, kind })),
    ),
  )

  test.each(rows)('$category, $modelType, $kind: whole, filled and short', async (row) => {
    const { category, modelType, kind } = row
    const subject = { modelType, name: 'Mossy No. 5', category: WORDS[category] }
    const prompt = write(await loadPrompts(null), kind, subject)
    expect(prompt).toContain('Mossy No. 5')
    expect(prompt).toMatch(modelType === 'female' ? /\bfemale\b/ : /\bmale\b/)
    expect(prompt).not.toMatch(/[{}]|\.\.|\s{2}|undefined|null/)
    expect(prompt.length).toBeLessThan(1_500)
    for (const words of DEMANDED[kind]) expect(prompt).toMatch(words)
  })

  test('each is another one', async () => {
    const prompts = await loadPrompts(null)
    const all = rows.map(({ category, modelType, kind }) =>
      write(prompts, kind, { modelType, category: WORDS[category] }),
    )
    expect(new Set(all).size).toBe(rows.length)
  })

  test('examples/prompts.yaml has the same words', async () => {
    expect(await readPromptFile(example)).toEqual(defaultPrompts)
  })

  test('a product without name and category has one sentence all the same', async () => {
    const prompt = write(await loadPrompts(null), 'start', {})
    expect(prompt).toContain('picture 1: the product (category: fashion item)')
  })
})

describe('categories of shops', () => {
  const find = categoryFinder(defaultPrompts)

  test.each<[string, CategoryName]>([
    ['dresses', 'clothes'],
    ['women/dresses', 'clothes'],
    ['Women > Clothing > T-Shirts', 'clothes'],
    ['Shirt dress', 'clothes'],
    ['knitwear', 'clothes'],
    ['의류', 'clothes'],
    ['여성의류/원피스', 'clothes'],
    ['SHOES', 'shoes'],
    ['dress shoes', 'shoes'],
    ['clothes-shoes', 'shoes'],
    ['의류·신발', 'shoes'],
    ['남성 운동화', 'shoes'],
    ['여성운동화', 'shoes'],
    ['women/shoes/chelsea_boots', 'shoes'],
    ['bags', 'bags'],
    ['Shoe bags', 'bags'],
    ['accessories/wallets', 'bags'],
    ['패션잡화 > 가방', 'bags'],
    ['반지갑', 'bags'],
    ['Watches', 'watches-and-jewellery'],
    ['dress watch', 'watches-and-jewellery'],
    ['Jewelry', 'watches-and-jewellery'],
    ['손목시계', 'watches-and-jewellery'],
    ['주얼리/귀걸이', 'watches-and-jewellery'],
    ['주얼리'.normalize('NFD'), 'watches-and-jewellery'],
    ['hats', 'other'],
    ['clothing accessories', 'other'],
    ['여성의류/모자', 'other'],
    ['string lights', 'other'],
    ['baggage', 'other'],
    ['', 'other'],
  ])('%j is %s', (category, name) => expect(find(category)).toBe(name))

  test('none is other', () => expect(find(null)).toBe('other'))

  test('every word finds its own category, also in capitals and the plural', () => {
    const lost = CATEGORIES.flatMap((name) =>
      defaultPrompts[name].words
        .flatMap((word) => [word, word.toUpperCase(), /[a-z]$/.test(word) ? `${word}s` : word])
        .filter((word) => find(word) !== name),
    )
    expect(lost).toEqual([])
  })
})

describe("an operator's file", () => {
  test('changes what it has, and leaves the rest', async () => {
    const prompts = await load('shoes:\n  video: "{name} walks: {scene}."\n')
    const shoes = { name: 'Boot', category: 'shoes', prompt: 'in the rain.' }
    expect(prompts.video({ ...plain, ...shoes })).toBe('Boot walks: in the rain.')
    const defaults = await loadPrompts(null)
    for (const [kind, subject] of [
      ['start', shoes],
      ['video', { category: 'bags' }],
    ] as const)
      expect(write(prompts, kind, subject)).toBe(write(defaults, kind, subject))
  })

  test('may have a text for one type of model', async () => {
    const prompts = await load('other:\n  model:\n    male: a man\n  video: "{model}"\n')
    expect(prompts.video({ ...plain, modelType: 'male' })).toBe('a man')
    expect(prompts.video(plain)).toContain('female')
  })

  test('may have a text for each type of model', async () => {
    const prompts = await load('other:\n  end:\n    female: she\n    male: he\n')
    expect(prompts.frame('end', plain)).toBe('she')
    expect(prompts.frame('end', { ...plain, modelType: 'male' })).toBe('he')
  })

  test('may have a scene with placeholders of its own', async () => {
    const prompts = await load('other: { scene: "a room for {name}.", start: "{scene}!" }\n')
    expect(prompts.frame('start', { ...plain, name: 'Cup' })).toBe('a room for Cup!')
  })

  test('may know other words', async () => {
    const prompts = await load('bags:\n  words: Trinket, hand  luggage\n  video: a bag\n')
    const seen = ['TRINKETS', 'my hand luggage', 'tote', null].map(
      (category) => prompts.video({ ...plain, category }) === 'a bag',
    )
    expect(seen).toEqual([true, true, false, false])
  })

  test.each([
    ['empty', ''],
    ['comments alone', '# later\n'],
    ['with a byte order mark', '\uFEFFother:\n'.replace('other:', '# x')],
    ['JSON', '{}'],
  ])('that is %s changes nothing', async (_, content) => {
    const [own, defaults] = [await load(content), await loadPrompts(null)]
    for (const kind of KINDS) expect(write(own, kind, {})).toBe(write(defaults, kind, {}))
  })

  test.each<[string, string, string[]]>([
    [
      'an unknown category',
      'shoos:\n  video: x\n',
      [
        'line 1: `shoos` is not known; the keys here are clothes, shoes, bags, watches-and-jewellery, other',
      ],
    ],
    [
      'an unknown key',
      '\nshoes:\n  video: x\n  sound: y\n',
      [
        'line 4, shoes: `sound` is not known; the keys here are words, model, scene, start, end, video',
      ],
    ],
    [
      'an unknown placeholder',
      'bags:\n  start: The {name} in {colour}\n',
      [
        'line 2, bags.start: {colour} is no placeholder; known are {model}, {name}, {category}, {scene}',
      ],
    ],
    [
      'a scene in a scene',
      'bags:\n  scene:\n    male: "{scene}"\n',
      ['line 3, bags.scene.male: {scene} is no placeholder; known are {model}, {name}, {category}'],
    ],
    [
      'a placeholder in the model',
      'bags:\n  model: the {name}\n',
      ['line 2, bags.model: {name} is no placeholder; there are none here'],
    ],
    [
      'a brace without its other half',
      'bags:\n  end: "{name by the sea"\n',
      [
        'line 2, bags.end: a brace { is open on one side; known are {model}, {name}, {category}, {scene}',
      ],
    ],
    [
      'a key without its text',
      'bags:\n  start:\n  end: x\n',
      ['line 2, bags.start: is empty; it must be a text, or one text for female and one for male'],
    ],
    [
      'a category without keys',
      'bags:\n',
      [
        'line 1, bags: is empty; it must hold keys: the keys here are words, model, scene, start, end, video',
      ],
    ],
    ['a blank text', 'bags:\n  start: "  "\n', ['line 2, bags.start: is empty']],
    [
      'a number for a text',
      'bags:\n  start: 5\n',
      ['line 2, bags.start: must be a text, or one text for female and one for male'],
    ],
    [
      'a type of model that there is not',
      'bags:\n  start: { female: x, child: y }\n',
      ['line 2, bags.start: `child` is not known; the keys here are female, male'],
    ],
    [
      'too long a text',
      `bags:\n  start: ${'x'.repeat(2_001)}\n`,
      ['line 2, bags.start: must be at most 2000 characters'],
    ],
    ['words that are none', 'bags:\n  words: tote, 5\n', ['line 2, bags.words: `5` has no letter']],
    [
      'a list of words',
      'bags:\n  words: [tote, box]\n',
      ['line 2, bags.words: must be words with commas between them'],
    ],
    [
      'a word of two categories',
      'shoes:\n  video: x\nbags:\n  words: tote, Sneaker\n',
      ['line 4, bags.words: `sneaker` is a word of shoes, too'],
    ],
    [
      'a list',
      '- shoes\n',
      [
        'line 1: must hold keys: the keys here are clothes, shoes, bags, watches-and-jewellery, other',
      ],
    ],
    ['a key twice', 'bags:\n  end: x\n  end: y\n', ['line 3: Map keys must be unique']],
  ])('with %s is refused', async (_, content, told) => {
    expect(await problems(content)).toEqual(told)
  })

  test('that is no YAML is refused with the line', async () => {
    expect(await problems('bags:\n  start: {model} walks\n')).toEqual([
      expect.stringMatching(/^line 2: Unexpected scalar/),
    ])
    expect(await problems('bags:\n  start: "x\n')).toEqual([expect.stringMatching(/^line \d: /)])
  })

  test('that is not UTF-8 is refused', async () => {
    const korean = Buffer.from([0x62, 0x3a, 0x20, 0xc0, 0xc7, 0xb7, 0xf9])
    expect(await problems(korean)).toEqual(['it is not UTF-8 text: save it again as UTF-8'])
  })

  test('whose aliases explode is refused', async () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
    for (const [at, name] of Array.from('bcdefg').entries())
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${'abcdef'[at]}`).join(',')}]`)
    expect(await problems(bomb.join('\n'))).toEqual([expect.stringMatching(/alias/i)])
  })

  test('with several mistakes has all of them told, in one sentence', async () => {
    const file = await written('bags:\n  start: "{x}"\n  end:\nhats: y\n')
    const { code, params } = await failure(loadPrompts(file))
    const { message, hint } = describeError(code, params)
    expect(message).toMatch(/^The file of prompts .* has 3 mistakes:\n {2}line/)
    expect(message).toContain(file)
    expect(hint).toContain('examples/prompts.yaml')
  })

  test.each([
    ['is not there', (file: string) => `${file}.gone`, 'ENOENT'],
    ['is a folder', (file: string) => join(file, '..'), 'EISDIR'],
  ])('that %s is told', async (_, path, reason) => {
    const file = path(await written(''))
    const error = await failure(loadPrompts(file))
    expect(error).toMatchObject({ code: 'CONFIG_PROMPTS_UNREADABLE', params: { file, reason } })
    expect(describeError(error.code, error.params).hint).toContain('VIDGEN_PROMPTS_FILE')
  })
})

describe('what comes from a CSV', () => {
  const LONGEST = 2_500
  const unit = fc.oneof(
    fc.constantFrom('{name}', '{scene}', '{model}', '{', '}', '$&', '$1', '\n', '\u2028', '\u0007'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
  )
  const text = (maxLength: number) => fc.option(fc.string({ unit, maxLength }), { nil: null })
  const subject = fc.record({
    modelType: fc.constantFrom('female' as const, 'male' as const),
    name: text(120),
    category: text(30),
    prompt: text(900),
  })

  test('stays one short line, ends as the text demands, and is never read as a placeholder', async () => {
    const prompts = await loadPrompts(null)
    fc.assert(
      fc.property(subject, fc.constantFrom(...KINDS), (subject, kind) => {
        const prompt = write(prompts, kind, subject)
        expect(prompt.length).toBeLessThanOrEqual(LONGEST)
        expect(prompt).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
        expect(prompt).toMatch(/(no other people|border or collage)\.$/)
        const name = oneLine(subject.name ?? '')
        expect(prompt).toContain(name || 'the product')
      }),
    )
  })

  test('a scene is taken word by word, or cut where it is too long', async () => {
    const prompts = await load('other:\n  start: "Scene: {scene}. The end."\n')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 2_000 }), (prompt) => {
        const scene = oneLine(prompt).replace(/[\s.。]+$/u, '')
        fc.pre(scene !== '')
        const sent = prompts.frame('start', { ...plain, prompt })
        const kept = /^Scene: (.*)\. The end\.$/u.exec(sent)?.[1]
        expect(sent.length).toBeLessThanOrEqual(LONGEST)
        const whole = scene.length <= LONGEST - 20
        expect(whole ? kept === scene : scene.startsWith(kept!)).toBe(true)
        expect(sent.isWellFormed() || !scene.isWellFormed()).toBe(true)
      }),
    )
  })

  test.each([
    ['between words', 'ab '.repeat(1_000), 'ab'],
    ['within a word that does not end', 'é'.repeat(3_000), 'é'],
    ['not within a character', '👗'.repeat(2_000), '👗'],
  ])('a long scene is cut %s', async (_, prompt, last) => {
    const prompts = await load('other:\n  start: "A: {scene}. B"\n')
    const sent = prompts.frame('start', { ...plain, prompt })
    expect(sent.length).toBeLessThanOrEqual(LONGEST)
    expect(sent.length).toBeGreaterThan(LONGEST - 50)
    expect(sent.endsWith(`${last}. B`)).toBe(true)
  })

  test('a text that names things too often is cut itself', async () => {
    const prompts = await load(`other:\n  start: "${'{name} '.repeat(100)}"\n`)
    const sent = prompts.frame('start', { ...plain, name: 'x'.repeat(300) })
    expect(sent.length).toBeLessThanOrEqual(LONGEST)
    expect(sent.length).toBeGreaterThan(LONGEST - 310)
  })

  test('a blank prompt leaves the scene of the file', async () => {
    const prompts = await loadPrompts(null)
    expect(prompts.frame('start', { ...plain, prompt: ' \n ' })).toBe(prompts.frame('start', plain))
  })
})
