import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate } from 'dockerfile-utils'
import { expect, test } from 'vitest'
import { parseCommand } from '../../src/cli/parse.ts'
import { catalogue } from '../../src/cli/catalogue.ts'
import { read, root } from './tools.ts'

const text = read('Dockerfile')

/** The instructions in order, continued lines joined, comments left out. */
function instructions(dockerfile: string): { name: string; words: string }[] {
  const lines = dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...words] = line.trim().split(/\s+/)
      return { name, words: words.join(' ') }
    })
}

const all = instructions(text)
const lastStage = all.slice(all.findLastIndex(({ name }) => name === 'FROM'))
const last = (name: string) => lastStage.findLast((each) => each.name === name)?.words

test('has no mistake that a linter finds', () => {
  expect(validate(text).map(({ message }) => message)).toEqual([])
})

test('the linter finds mistakes', () => {
  const broken = text.replace('WORKDIR /source', 'WORKDIRS /source').replace('USER 1000', 'user 1')
  expect(validate(broken).length).toBeGreaterThan(1)
})

test('builds in one stage and runs in another, of the Node that the tests use', () => {
  const stages = all.filter(({ name }) => name === 'FROM')
  expect(stages.map(({ words }) => words)).toEqual([
    'node:${NODE_VERSION}-bookworm-slim AS build',
    'node:${NODE_VERSION}-bookworm-slim',
  ])
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: { node: string }
  }
  expect(all[0]).toEqual({ name: 'ARG', words: `NODE_VERSION=${devDependencies.node}` })
})

test('the image gets the built tree and nothing of the sources', () => {
  const copies = lastStage.filter(({ name }) => name === 'COPY' || name === 'ADD')
  expect(copies.map(({ words }) => words)).toEqual(['--from=build /app /app'])
})

test('is not root, by a number', () => {
  expect(last('USER')).toBe('1000:1000')
  const afterUser = lastStage.slice(lastStage.findIndex(({ name }) => name === 'USER'))
  expect(afterUser.filter(({ name }) => name === 'RUN')).toEqual([])
})

test('all that is written has a place outside of the image', () => {
  expect(last('VOLUME')).toBe('["/var/lib/vidgen"]')
  expect(lastStage.some(({ words }) => words.includes('VIDGEN_HOME=/var/lib/vidgen'))).toBe(true)
  expect(last('WORKDIR')).toBe('/var/lib/vidgen')
})

test('runs a worker that writes what the health check looks at', async () => {
  const [command, ...words] = JSON.parse(last('CMD')!) as string[]
  expect(command).toBe('worker')
  const { options } = parseCommand(await catalogue.worker(), words)
  expect(last('HEALTHCHECK')).toContain(`CMD find ${String(options.heartbeat)} -mmin -3`)
})

test('no secret and no file of this machine gets into the build', () => {
  const lines = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  expect(lines[0]).toBe('*')
  expect(lines.slice(1).every((line) => line.startsWith('!'))).toBe(true)
  expect(lines).not.toContain('!.env')
  expect(lines.some((line) => /node_modules|\.vidgen|\.git/.test(line))).toBe(false)
})
