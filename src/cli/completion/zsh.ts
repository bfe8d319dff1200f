import { GENERAL, type CommandWords, type OptionWords } from './words.ts'

/** The script for zsh: sourced, or as `_vidgen` in a folder of `fpath`. */
export function zshCompletion(commands: readonly CommandWords[]): string {
  return `#compdef vidgen
_vidgen() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
${commands.map(({ name, describe }) => `    ${quoted(`${name}:${describe.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  _arguments -C \\
${GENERAL.map((option) => `    ${optionOf(option)} \\`).join('\n')}
    '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
${commands.map(argumentsOf).join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _vidgen ]]; then
  _vidgen "$@"
else
  compdef _vidgen vidgen
fi
`
}

function argumentsOf({ name, actions, options }: CommandWords): string {
  const first = actions.length > 0 ? [`'1:action:(${actions.join(' ')})'`] : []
  const words = [...options.map(optionOf), ...first]
  return `        ${name}) _arguments ${words.join(' ')} ;;`
}

function optionOf({ flag, describe, takes, many }: OptionWords): string {
  const meaning = describe.replaceAll(/[[\]:\\]/g, String.raw`\$&`)
  return quoted(`${many ? '*' : ''}${flag}[${meaning}]${valueOf(takes, many)}`)
}

function valueOf(takes: OptionWords['takes'], many: boolean): string {
  if (takes === 'nothing') return ''
  if (takes === 'file') return ':file:_files'
  if (takes === 'text') return ':value: '
  return many ? `:value:_values -s , value ${takes.join(' ')}` : `:value:(${takes.join(' ')})`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
