'use strict'
// Runs before vidgen on whatever Node the PATH has, so it is written for very old ones too.
var needed = [22, 18]
var version = process.versions.node.split('.').map(Number)
if (version[0] < needed[0] || (version[0] === needed[0] && version[1] < needed[1])) {
  console.error(
    'vidgen needs Node ' +
      needed.join('.') +
      ' or newer; this is ' +
      process.versions.node +
      ' (' +
      process.execPath +
      '). Install a current Node, or run bin/setup in the vidgen folder.',
  )
  process.exit(2)
}
