import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { settingNames } from '../../src/config/settings.ts'
import { loadConfig } from '../../src/config/config.ts'
import { commandLines, commandProblems } from '../docs/problems.ts'
import { check, deploy, read, root, settingsIn, withoutTools } from './tools.ts'

/** Every shell script of the repository's own. */
const scripts = ['bin', 'deploy', '.ci'].flatMap((folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(root, folder, name))
    .filter((file) => /^#!\/bin\/(ba)?sh\n/.test(readFileSync(file, 'utf8'))),
)

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vidgen-deploy-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

describe.skipIf(withoutTools)('shellcheck', () => {
  // `CDPATH= cd` and `a && b || fail` are meant.
  const args = ['--exclude=SC1007,SC2015']

  test('finds nothing in any script', async () => {
    expect(scripts.length).toBeGreaterThan(5)
    expect(await check('shellcheck', [...args, ...scripts])).toEqual({ code: 0, said: '' })
  })

  test('finds what is wrong', async () => {
    const file = join(temporary(), 'bad')
    writeFileSync(file, '#!/bin/sh\nrm -r $1/*\n')
    expect((await check('shellcheck', [...args, file])).said).toContain('SC2086')
  })
})

/** Runs it with an `mc` that writes down what it is told, and fails where it is told to. */
async function init(failing = 'nothing') {
  const folder = temporary()
  const mc = `#!/bin/sh
echo "$*" >> ${folder}/told
case "$*" in *"policy create"*) /bin/cat "$6" > ${folder}/policy ;; esac
case "$*" in *"user info"*) echo "PolicyName: vidgen" ;; esac
case "$*" in *"${failing}"*) exit 1 ;; esac\n`
  writeFileSync(join(folder, 'mc'), mc)
  chmodSync(join(folder, 'mc'), 0o755)
  const env = {
    PATH: folder, // MinIO's image has little more
    POLICY_FROM: deploy('s3-policy.json'),
    POLICY_MADE: join(folder, 'made'),
    MINIO_ADDRESS: 'http://minio:9000',
    MINIO_ROOT_USER: 'root',
    MINIO_ROOT_PASSWORD: 'secret',
    S3_BUCKET: 'clips',
    S3_ACCESS_KEY_ID: 'key',
    S3_SECRET_ACCESS_KEY: 'hidden',
  }
  const { code, said } = await check('/bin/sh', [deploy('minio-init.sh')], { env })
  const seen = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { code, said, told: seen('told').split('\n'), policy: seen('policy') }
}

describe('minio-init.sh', () => {
  test('makes the bucket, and a key that can do nothing outside of it', async () => {
    const { code, said, told, policy } = await init()
    expect({ code, said }).toEqual({ code: 0, said: '' })
    expect(told.slice(0, 3)).toEqual([
      'alias set local http://minio:9000 root secret',
      'mb --ignore-existing local/clips',
      'anonymous set download local/clips/videos',
    ])
    expect(told).toContain('admin user add local key hidden')
    const { Statement } = JSON.parse(policy) as { Statement: { Resource: string[] }[] }
    expect(Statement.flatMap(({ Resource }) => Resource)).toEqual([
      'arn:aws:s3:::clips',
      'arn:aws:s3:::clips/*',
    ])
  })

  test('a policy that is attached already is no failure, any other is', async () => {
    expect((await init('policy attach')).code).toBe(0)
    expect((await init('user add')).code).not.toBe(0)
  })
})

describe('settings', () => {
  const known = new Set<string>(settingNames)

  test('vidgen.env.example is a whole production', () => {
    const settings = settingsIn(read('vidgen.env.example'))
    expect(Object.keys(settings).filter((name) => !known.has(name))).toEqual([])
    const config = loadConfig(settings, temporary())
    expect(config).toMatchObject({ kind: 'live', timezone: 'Asia/Seoul' })
  })

  test('compose.env.example names settings, and what the other containers need', () => {
    const names = Object.keys(
      settingsIn(read('compose.env.example').replaceAll(/^#(?=\w+=)/gm, '')),
    )
    const others = ['COMPOSE_PROJECT_NAME', 'POSTGRES_PASSWORD', 'MINIO_ROOT_PASSWORD']
    expect(names.filter((name) => !known.has(name))).toEqual(others)
  })
})

describe('crontab', () => {
  const entries = read('crontab')
    .split('\n')
    .filter((line) => /^[\d*]/.test(line))

  test('has the time, the user and a command that there is', async () => {
    expect(entries).toHaveLength(commandLines(asDocument(entries)).length)
    for (const entry of entries) expect(entry).toMatch(/^(\S+\s+){5}vidgen\s+(cd|vidgen)\s/)
    expect(await commandProblems(asDocument(entries))).toEqual([])
  })

  test('knows where the home is', () => {
    expect(read('crontab')).toMatch(/^VIDGEN_HOME=\/var\/lib\/vidgen\/home$/m)
    expect(read('crontab')).not.toContain('%') // cron makes it a new line
  })
})

/** Without the user's column, as cron lines in documents are. */
function asDocument(entries: string[]): string {
  const lines = entries.map((entry) => entry.replace(/^((\S+\s+){5})vidgen\s+/, '$1'))
  return `\`\`\`cron\n${lines.join('\n')}\n\`\`\``
}
