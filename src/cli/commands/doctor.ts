import { renderDoctor } from '../../render/doctor.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'

/** `vidgen doctor` */
export const doctor = defineCommand({
  name: 'doctor',
  options: {},
  async run(context) {
    const vidgen = await context.vidgen('existing')
    const result = await vidgen.operations.doctor()
    await context.print(result, (style) => renderDoctor(result, style))
    return result.healthy ? exitCodes.done : exitCodes.failed
  },
})
