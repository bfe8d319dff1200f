import { VidgenError } from '../../errors.ts'
import { renderLedger } from '../../render/ledger.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { checkArgument, oneOf } from '../options.ts'

const ACTIONS = ['verify'] as const
const action = oneOf(ACTIONS)

/** `vidgen ledger verify` */
export const ledger = defineCommand({
  name: 'ledger',
  arguments: '[action]',
  actions: ACTIONS,
  options: {},
  async run(context, { args }) {
    const [word] = args
    if (word === undefined) {
      throw new VidgenError('USAGE_NEEDS_ONE_OF', { command: 'ledger', options: 'verify' })
    }
    checkArgument(action, word, { option: 'ledger', command: 'ledger' })
    const vidgen = await context.vidgen('existing')
    const result = await vidgen.money.verifyLedger()
    await context.print(result, (style) => renderLedger(result, style))
    return result.balanced ? exitCodes.done : exitCodes.failed
  },
})
