import type { CommandWords } from './words.ts'

/** The script for bash 3.2 and newer. Files are bash's own completion: it is left nothing to choose from. */
export function bashCompletion(commands: readonly CommandWords[]): string {
  return `# vidgen completion bash
_vidgen() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= option= words= head= i
  COMPREPLY=()
  # --option=value comes in three words.
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      -*) option=\${COMP_WORDS[i]} ;;
      *) [[ -n $command ]] || command=\${COMP_WORDS[i]} ;;
    esac
  done
  if [[ -z $command ]]; then
    words='${commands.map(({ name }) => name).join(' ')} help'
    [[ $cur == -* ]] && words='--help --version --json --debug --no-color'
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    return
  fi
  if [[ $cur != -* ]]; then
    case $command:$prev in
${valueCases(commands, { isMany: false })}
    esac
    case $command:$option in
${valueCases(commands, { isMany: true })}
    esac
    case $command:$prev in
${actionCases(commands)}
    esac
  fi
  if [[ -n $words ]]; then
    if [[ $cur == *,* ]]; then head=\${cur%,*}, cur=\${cur##*,}; fi
    COMPREPLY=($(compgen -P "$head" -W "$words" -- "$cur"))
  elif [[ $cur == -* ]]; then
    case $command in
${commands.map(optionCase).join('\n')}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else
    compopt +o default 2>/dev/null
  fi
}
complete -o default -F _vidgen vidgen
`
}

function valueCases(commands: readonly CommandWords[], { isMany }: { isMany: boolean }): string {
  return commands
    .flatMap(({ name, options }) =>
      options
        .filter(({ many }) => many === isMany)
        .flatMap(({ flag, takes }) => valueCase(`${name}:${flag}`, takes)),
    )
    .join('\n')
}

function valueCase(pattern: string, takes: CommandWords['options'][0]['takes']): string[] {
  if (takes === 'nothing' || takes === 'text') return []
  if (takes === 'file') return [`      ${pattern}) return ;;`]
  return [`      ${pattern}) words='${takes.join(' ')}' ;;`]
}

function actionCases(commands: readonly CommandWords[]): string {
  return commands
    .filter(({ actions }) => actions.length > 0)
    .map(({ name, actions }) => `      ${name}:${name}) words='${actions.join(' ')}' ;;`)
    .join('\n')
}

function optionCase({ name, options }: CommandWords): string {
  return `      ${name}) words='${options.map(({ flag }) => flag).join(' ')}' ;;`
}
