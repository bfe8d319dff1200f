import { exportPage, type ExportFilter, type ExportPageRow } from '../db/sql/export-page.ts'
import { resolveSelection, type Selection } from '../jobs/selection.ts'
import type { ExportRow } from '../results.ts'
import { describeError } from '../text/describe.ts'
import { withAddresses } from './addresses.ts'
import type { ReportContext } from './context.ts'

const PAGE = 1_000

/**
 * One row a product, in the order of product ids: its newest job, of those that the selection's
 * jobs, batch and `since` leave; status and error then ask what became of that one, so that a
 * product that has a video by now is not exported as failed. Where nothing is asked about jobs,
 * products that never had one are rows too. Throws JOB_NOT_FOUND, JOB_AMBIGUOUS, BATCH_NOT_FOUND,
 * BATCH_AMBIGUOUS.
 */
export async function* exportRows(
  { db, opened }: ReportContext,
  selection: Selection,
  options: { changedSince?: Date },
): AsyncGenerator<ExportRow> {
  const { products, statuses, error, since } = selection
  const resolved = await resolveSelection(db, selection)
  const changedSince = options.changedSince ?? null
  const filter: ExportFilter = { ...resolved, products, statuses, error, since, changedSince }
  let left = selection.limit ?? Infinity
  let after = ''
  while (left > 0) {
    const take = Math.min(PAGE, left)
    const page = await exportPage(db, filter, { after, take })
    for (const row of page) yield await withAddresses(exportRow(row), opened)
    if (page.length < take) return
    left -= page.length
    after = page.at(-1)!.productId
  }
}

function exportRow(row: ExportPageRow): ExportRow {
  const { productId, jobId, status, videoUrl, posterUrl, costMicros, errorCode } = row
  const { productUpdatedAt, jobUpdatedAt } = row
  const later = jobUpdatedAt && jobUpdatedAt > productUpdatedAt ? jobUpdatedAt : productUpdatedAt
  return {
    productId,
    jobId,
    status,
    videoUrl,
    posterUrl,
    errorCode,
    costMicros: Number(costMicros ?? 0),
    error: errorCode ? describeError(errorCode, row.errorParams).message : null,
    updatedAt: later.toISOString(),
    takenOff: takenOff(row),
  }
}

function takenOff({ retiredAt, unpublishedAt }: ExportPageRow): ExportRow['takenOff'] {
  if (retiredAt !== null) return 'retired'
  return unpublishedAt === null ? null : 'unpublished'
}
