import type { CellProblem } from '../catalog/rows.ts'
import type { RowProblem } from '../results.ts'
import { en, type Sentence } from '../text/en.ts'

/** The sentence of a cell's problem, in the given language. */
export function rowProblem(problem: CellProblem, sentences = en.rowProblems): RowProblem {
  const { line, column, value, code, params } = problem
  const say = sentences[code] as (params: CellProblem['params']) => Sentence
  return { line, column, value, code, message: say(params).message }
}
