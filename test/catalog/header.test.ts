import { expect, test } from 'vitest'
import { findColumns } from '../../src/catalog/header.ts'
import { open } from './intake.ts'

const place = (header: string[], named = {}) =>
  Object.fromEntries(findColumns({ file: 'a.csv', header, named }).at)

test.each([
  [
    'product_id',
    ['product_id', 'id', 'productId', 'Product ID', 'sku', '상품ID', '상품 코드', '상품번호'],
  ],
  [
    'image_url',
    [
      'image_url',
      'imageUrl',
      'IMAGE-URL',
      'image',
      'picture',
      '이미지',
      '이미지URL',
      '이미지 주소',
    ],
  ],
  ['name', ['name', 'product_name', 'Product-Name', 'title', '상품명']],
  ['model_type', ['model_type', 'modelType', 'model', 'gender', '모델', '모델유형', '성별']],
  ['category', ['category', '카테고리', '분류']],
  ['prompt', ['prompt', 'PROMPT ']],
  ['duration', ['duration']],
  ['resolution', ['resolution']],
  ['priority', ['priority']],
])('%s by its aliases', (field, aliases) => {
  for (const alias of aliases) {
    const header = field === 'product_id' ? ['x', alias] : ['product_id', alias]
    expect({ alias, ...place(header) }).toMatchObject({ [field]: 1 })
  }
})

test('--column wins over an alias, by any spelling of field and header', () => {
  expect(place(['id', '관리 코드'], { productId: '관리코드' })).toEqual({ product_id: 1 })
  expect(place(['sku', 'title'], { name: 'sku', product_id: 'title' })).toEqual({
    name: 0,
    product_id: 1,
  })
})

test('unknown columns are ignored and listed', async () => {
  const source = await open('id,stock,,가격\nA,1,,2\n')
  expect(source.ignoredColumns).toEqual(['stock', '가격'])
})

test('the columns that --rejects adds are nothing new in a file that comes back', async () => {
  const rejects = await open('상품ID,stock,line,reason\nA,1,3,no picture\n')
  expect(rejects.ignoredColumns).toEqual(['stock'])
  const others = await open('id,reason,line\nA,new,3\n')
  expect(others.ignoredColumns).toEqual(['reason', 'line'])
})

test.each([
  [
    'no product ID',
    ['url', 'name'],
    {},
    { code: 'INTAKE_PRODUCT_ID_MISSING', params: { headers: ['url', 'name'] } },
  ],
  [
    'two for a field',
    ['id', 'sku'],
    {},
    { code: 'INTAKE_COLUMN_TWICE', params: { field: 'product_id', headers: ['id', 'sku'] } },
  ],
  [
    'the same header twice',
    ['id', 'name', 'Name'],
    {},
    { code: 'INTAKE_COLUMN_TWICE', params: { field: 'name' } },
  ],
  [
    'an unknown field',
    ['id'],
    { productid1: 'id' },
    { code: 'INTAKE_COLUMN_FIELD_UNKNOWN', params: { suggestion: 'product_id' } },
  ],
  [
    'an unknown field without a likeness',
    ['id'],
    { stock: 'id' },
    { code: 'INTAKE_COLUMN_FIELD_UNKNOWN', params: { suggestion: null } },
  ],
  [
    'a header that is not there',
    ['상품코두', 'n'],
    { product_id: '상품코드' },
    {
      code: 'INTAKE_COLUMN_HEADER_MISSING',
      params: { header: '상품코드', suggestion: '상품코두' },
    },
  ],
])('refuses %s', (_, header, named, expected) => {
  expect(() => place(header, named)).toThrow(
    expect.objectContaining({ ...expected, params: expect.objectContaining(expected.params) }),
  )
})
