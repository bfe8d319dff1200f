// Takes out of package.json and package-lock.json in the current folder what only a developer needs.
// `npm ci --omit=dev` alone keeps packages that others may use, such as the whole of Prisma's CLI.
import { readFileSync, writeFileSync } from 'node:fs'

const read = (file) => JSON.parse(readFileSync(file, 'utf8'))
const write = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)

const manifest = read('package.json')
delete manifest.devDependencies
write('package.json', manifest)

const lock = read('package-lock.json')
delete lock.packages[''].devDependencies
for (const [path, { dev, devOptional }] of Object.entries(lock.packages)) {
  if (dev || devOptional) delete lock.packages[path]
}
write('package-lock.json', lock)
