import type { LifecycleRule, S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import advised from '../../deploy/s3-lifecycle.json' with { type: 'json' }
import { expiringFolders, foldersOf } from '../../src/storage/s3-lifecycle.ts'

const rule = (change: Partial<LifecycleRule>): LifecycleRule => ({
  Status: 'Enabled',
  Filter: { Prefix: '' },
  Expiration: { Days: 30 },
  ...change,
})
const all = ['videos', 'frames', 'pictures']

test.each<[string, LifecycleRule[], string[]]>([
  ['no rule', [], []],
  ['everything', [rule({})], all],
  ['everything, in the old way', [{ Status: 'Enabled', Prefix: '', Expiration: { Days: 1 } }], all],
  ['a folder', [rule({ Filter: { Prefix: 'frames/' } })], ['frames']],
  ['part of a folder', [rule({ Filter: { And: { Prefix: 'videos/a' } } })], ['videos']],
  ['another folder', [rule({ Filter: { Prefix: 'probes/' } })], []],
  ['a rule that is off', [rule({ Status: 'Disabled' })], []],
  ['what has a tag', [rule({ Filter: { Tag: { Key: 'a', Value: 'b' } } })], []],
  ['marks of what was deleted', [rule({ Expiration: { ExpiredObjectDeleteMarker: true } })], []],
  ['what we advise', advised.Rules as LifecycleRule[], []],
])('%s', (_, rules, folders) => {
  expect(foldersOf(rules, {})).toEqual(folders)
})

test('a bucket that others use', () => {
  const options = { prefix: 'shop/vidgen' }
  expect(foldersOf([rule({ Filter: { Prefix: 'frames/' } })], options)).toEqual([])
  expect(foldersOf([rule({ Filter: { Prefix: 'shop/' } })], options)).toEqual(all)
})

test.each([
  ['NoSuchLifecycleConfiguration', []],
  ['AccessDenied', null],
  ['NotImplemented', null],
])('%s', async (name, folders) => {
  const send = () => Promise.reject(Object.assign(new Error(name), { name }))
  const client = { send } as unknown as S3Client
  expect(await expiringFolders(client, { bucket: 'b', region: 'auto' })).toEqual(folders)
})
