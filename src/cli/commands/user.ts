import type { z } from 'zod'
import { accountName } from '../../accounts/name.ts'
import { ROLES } from '../../accounts/role.ts'
import { VidgenError } from '../../errors.ts'
import { renderUsers } from '../../render/accounts.ts'
import { accountTexts } from '../../text/accounts.ts'
import { cliTexts, expectedTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import type { Vidgen } from '../../vidgen.ts'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { checkArgument, flag, given, oneOf, value } from '../options.ts'
import { askSecrets, readLine } from '../terminal/secret.ts'

const t = optionHelp.user
const group = headings.accounts
const ACTIONS = ['add', 'list', 'remove', 'password', 'role'] as const
const action = oneOf(ACTIONS)

type Role = (typeof ROLES)[number]

interface Asked {
  name: string
  role: Role | undefined
  passwordStdin: boolean
  yes: boolean
}

/** `vidgen user add|list|remove|password|role` */
export const user = defineCommand({
  name: 'user',
  arguments: '[action] [name]',
  actions: ACTIONS,
  options: {
    role: value({ flags: '--role <role>', describe: t.role, group }, oneOf(ROLES)),
    passwordStdin: flag({ flags: '--password-stdin', describe: t.passwordStdin, group }),
    yes: flag({ flags: '--yes', describe: t.yes, group: headings.asking }),
  },
  async run(context, { args: [word, name], options }) {
    const command = 'user'
    if (word === undefined) needs(expectedTexts.oneOf(ACTIONS))
    const chosen = checkArgument(action, word, { option: command, command })
    if (chosen === 'list') return await list(context)
    if (name === undefined) needs(cliTexts.needsName)
    await actions[chosen](context, { name, ...options })
    return exitCodes.done
  },
})

const actions = { add, remove, password, role } satisfies Record<
  Exclude<z.infer<typeof action>, 'list'>,
  (context: Context, asked: Asked) => Promise<void>
>

async function list(context: Context): Promise<number> {
  const vidgen = await context.vidgen('existing')
  const result = { users: await vidgen.accounts.users() }
  await context.print(result, (style) => renderUsers(result, style))
  return exitCodes.done
}

async function add(context: Context, asked: Asked): Promise<void> {
  const { name, role = 'viewer' } = asked
  const vidgen = await context.vidgen('create')
  if (await isUser(vidgen, name)) throw new VidgenError('USER_EXISTS', { name })
  const password = await passwordOf(context, asked)
  const made = await vidgen.accounts.addUser({ name, role, password })
  await context.print(made, () => accountTexts.userAdded(made))
}

async function remove(context: Context, { name, yes }: Asked): Promise<void> {
  const vidgen = await context.vidgen('existing')
  if (!(await isUser(vidgen, name))) throw new VidgenError('USER_NOT_FOUND', { name })
  const question = accountTexts.askRemove(name)
  if (!(await confirm(context, { question, costMicros: 0, yes })))
    throw new VidgenError('DECLINED', { command: 'user' })
  await vidgen.accounts.removeUser({ name })
  await context.print({ removed: name }, () => accountTexts.userRemoved(name))
}

async function password(context: Context, asked: Asked): Promise<void> {
  const vidgen = await context.vidgen('existing')
  const { name, role } = asked
  if (!(await isUser(vidgen, name))) throw new VidgenError('USER_NOT_FOUND', { name })
  const changed = await vidgen.accounts.changeUser({
    name,
    password: await passwordOf(context, asked),
    ...given({ role }),
  })
  await context.print(changed, () => accountTexts.userChanged(changed))
}

async function role(context: Context, { name, role }: Asked): Promise<void> {
  if (role === undefined) needs('--role')
  const vidgen = await context.vidgen('existing')
  const changed = await vidgen.accounts.changeUser({ name, role })
  await context.print(changed, () => accountTexts.userChanged(changed))
}

/** Looked for before anybody types a password for nothing. */
async function isUser(vidgen: Vidgen, text: string): Promise<boolean> {
  const name = accountName(text)
  return (await vidgen.accounts.users()).some((user) => user.name === name)
}

/** Typed twice, unseen, or piped in; never a word of the command line, which `ps` shows. */
async function passwordOf(context: Context, { passwordStdin }: Asked): Promise<string> {
  const { stdin, stderr } = context.host
  if (passwordStdin) return await readLine(stdin)
  if (!context.interactive) needs(cliTexts.needsPasswordStdin)
  const terminal = { input: stdin, output: stderr }
  const questions = [accountTexts.password, accountTexts.passwordAgain]
  const [first = '', second] = await askSecrets(questions, terminal)
  if (first !== second) throw new VidgenError('USER_PASSWORD_DIFFERS', undefined)
  return first
}

function needs(options: string): never {
  throw new VidgenError('USAGE_NEEDS_ONE_OF', { command: 'user', options })
}
