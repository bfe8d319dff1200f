import type { CellProblem } from '../catalog/rows.ts'
import type { RowProblem } from '../results.ts'
import type { Sentence } from '../text/en.ts'
import { rowProblems } from '../text/intake.ts'

/** The sentence of a cell's problem. */
export function rowProblem(problem: CellProblem): RowProblem {
  const { line, column, value, code, params } = problem
  const say = rowProblems[code] as (params: CellProblem['params']) => Sentence
  return { line, column, value, code, message: say(params).message }
}
