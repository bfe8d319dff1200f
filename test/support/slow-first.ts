import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Small files whose tests take minutes: as the last ones to begin they keep the gate waiting alone. */
const SLOW = ['test/faults/seeds.test.ts', 'test/e2e/guide/']

/** Vitest's order, which goes by sizes on a new machine, but what is known to be slow before all else of its project. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- vitest's own method, of no array
    const sorted = await super.sort(files)
    const projects = Map.groupBy(sorted, ({ project }) => project.name)
    return [...projects.values()].flatMap((each) =>
      each.toSorted((a, b) => placeOf(a) - placeOf(b)),
    )
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = SLOW.findIndex((part) => moduleId.includes(part))
  return place === -1 ? SLOW.length : place
}
