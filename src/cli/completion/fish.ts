import type { CommandWords, OptionWords } from './words.ts'

/** The script for fish 3. */
export function fishCompletion(commands: readonly CommandWords[]): string {
  return `# vidgen completion fish
function __vidgen_words
  for word in (commandline -opc)[2..-1]
    string match -q -- '-*' $word; or echo $word
  end
end
function __vidgen_is
  set -l words (__vidgen_words)
  test "$words[1]" = $argv[1]
end
function __vidgen_first
  __vidgen_is $argv[1]; and test (count (__vidgen_words)) = 1
end
complete -c vidgen -f
${commands.map(commandLine).join('\n')}
${commands.flatMap(linesOf).join('\n')}
`
}

function commandLine({ name, describe }: CommandWords): string {
  return `complete -c vidgen -n 'test -z (__vidgen_words)[1]' -a ${name} -d ${quoted(describe)}`
}

function linesOf({ name, actions, options }: CommandWords): string[] {
  const first = `complete -c vidgen -n '__vidgen_first ${name}' -a '${actions.join(' ')}'`
  return [
    ...(actions.length > 0 ? [first] : []),
    ...options.map((option) => `complete -c vidgen -n '__vidgen_is ${name}' ${optionOf(option)}`),
  ]
}

function optionOf({ flag, describe, takes }: OptionWords): string {
  return `-l ${flag.slice(2)}${valueOf(takes)} -d ${quoted(describe)}`
}

function valueOf(takes: OptionWords['takes']): string {
  if (takes === 'nothing') return ''
  if (takes === 'file') return ' -r -F'
  return takes === 'text' ? ' -x' : ` -x -a '${takes.join(' ')}'`
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
}
