import { VidgenError } from '../errors.ts'

/**
 * What a terminal asks a person, a program has answered before: `mostMicros` is what may be spent.
 * Looks first where it is given. Throws API_DEARER, with nothing changed.
 */
export async function agreedTo<
  Wishes extends { dryRun?: boolean; mostMicros?: number },
  Result extends { estimateMicros: number },
>(
  deed: (wishes: Omit<Wishes, 'mostMicros'>) => Promise<Result>,
  { mostMicros, ...wishes }: Wishes,
): Promise<Result> {
  if (mostMicros === undefined || wishes.dryRun) return await deed(wishes)
  const { estimateMicros } = await deed({ ...wishes, dryRun: true })
  if (estimateMicros <= mostMicros) return await deed(wishes)
  throw new VidgenError('API_DEARER', { estimateMicros, mostMicros })
}
