'use strict'
// Prints `N passed, N failed` from vitest's JSON; a file that could not even be loaded is a failure.
const { readFileSync } = require('node:fs')

const text = readFileSync(process.argv[2], 'utf8')
const run =
  text === '' ? { testResults: [], numPassedTests: 0, numFailedTests: 1 } : JSON.parse(text)
const broken = run.testResults.filter(
  (file) =>
    file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
)
const failed = run.numFailedTests + broken.length
console.log(`${run.numPassedTests} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
