import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inlineCode } from '../docs/markdown.ts'
import {
  commandProblems,
  linkProblems,
  optionProblems,
  variableProblems,
} from '../docs/problems.ts'
import { deploy, root } from './tools.ts'

const file = join(root, 'docs/deploy.md')
const text = readFileSync(file, 'utf8')

test('commands, options, settings and links are right', async () => {
  // Where `vidgen` is the name of an image or a group.
  const commands = text.replaceAll(/^(docker build|install) .*$/gm, '')
  expect(await commandProblems(commands)).toEqual([])
  expect(await optionProblems(text)).toEqual([])
  // Compose's own.
  expect(variableProblems(text)).toEqual(['no setting VIDGEN_WORKERS'])
  expect(linkProblems(file, text)).toEqual([])
})

test('everything in deploy/ is told of, and everything told of is there', () => {
  const there = readdirSync(deploy('')).map((name) => `deploy/${name}`)
  const named = new Set(text.match(/deploy\/[\w.-]+/g))
  named.delete('deploy/compose.env')
  named.delete('deploy/shared')
  expect(named).toEqual(new Set([...there].filter((name) => !name.endsWith('.mjs'))))
  expect(inlineCode(text)).toContain('deploy/systemd/')
})
