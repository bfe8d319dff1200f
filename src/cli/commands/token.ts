import { ROLES } from '../../accounts/role.ts'
import { VidgenError } from '../../errors.ts'
import { renderTokens } from '../../render/accounts.ts'
import { accountTexts } from '../../text/accounts.ts'
import { cliTexts, expectedTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { checkArgument, flag, given, oneOf, value, wholeNumber } from '../options.ts'

const t = optionHelp.token
const group = headings.accounts
const ACTIONS = ['create', 'list', 'revoke'] as const
const action = oneOf(ACTIONS)
const LONGEST_DAYS = 3_650

/** `vidgen token create|list|revoke` */
export const token = defineCommand({
  name: 'token',
  arguments: '[action] [name]',
  actions: ACTIONS,
  options: {
    role: value({ flags: '--role <role>', describe: t.role, group }, oneOf(ROLES)),
    days: value({ flags: '--days <n>', describe: t.days, group }, wholeNumber(1, LONGEST_DAYS)),
    yes: flag({ flags: '--yes', describe: t.yes, group: headings.asking }),
  },
  async run(context, { args: [word, name], options }) {
    const command = 'token'
    if (word === undefined) needs(expectedTexts.oneOf(ACTIONS))
    const chosen = checkArgument(action, word, { option: command, command })
    if (chosen === 'list') return await list(context)
    if (name === undefined) needs(cliTexts.needsName)
    if (chosen === 'revoke') return await revoke(context, { name, yes: options.yes })
    const { role = 'viewer', days } = options
    const vidgen = await context.vidgen('create')
    const made = await vidgen.accounts.createToken({ name, role, ...given({ days }) })
    context.note(accountTexts.tokenMade(made))
    // The token alone on stdout, for a script to take.
    await context.print(made, () => made.token)
    return exitCodes.done
  },
})

async function list(context: Context): Promise<number> {
  const vidgen = await context.vidgen('existing')
  const result = { tokens: await vidgen.accounts.tokens() }
  await context.print(result, (style) => renderTokens(result, style))
  return exitCodes.done
}

async function revoke(
  context: Context,
  { name, yes }: { name: string; yes: boolean },
): Promise<number> {
  const vidgen = await context.vidgen('existing')
  const question = accountTexts.askRevoke(name)
  if (!(await confirm(context, { question, costMicros: 0, yes })))
    throw new VidgenError('DECLINED', { command: 'token' })
  const ended = await vidgen.accounts.revokeToken({ token: name })
  await context.print(ended, () => accountTexts.tokenRevoked(ended.name))
  return exitCodes.done
}

function needs(options: string): never {
  throw new VidgenError('USAGE_NEEDS_ONE_OF', { command: 'token', options })
}
