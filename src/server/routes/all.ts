import type { Route } from '../route.ts'
import { accountRoutes } from './accounts.ts'
import { approvalRoutes } from './approvals.ts'
import { auditRoutes } from './audit.ts'
import { batchRoutes } from './batches.ts'
import { eventRoutes } from './events.ts'
import { holdRoutes } from './holds.ts'
import { houseRoutes } from './house.ts'
import { jobChangeRoutes } from './job-changes.ts'
import { jobRoutes } from './jobs.ts'
import { limitRoutes } from './limits.ts'
import { mediaRoutes } from './media.ts'
import { openApiRoutes } from './openapi.ts'
import { productRoutes } from './products.ts'
import { queueRoutes } from './queue.ts'
import { reportRoutes } from './reports.ts'
import { sessionRoutes } from './session.ts'

/** Every route; of two that fit a path the first answers. */
export const routes: readonly Route[] = [
  ...sessionRoutes,
  ...queueRoutes,
  ...reportRoutes,
  ...jobChangeRoutes,
  ...approvalRoutes,
  ...jobRoutes,
  ...mediaRoutes,
  ...batchRoutes,
  ...productRoutes,
  ...limitRoutes,
  ...holdRoutes,
  ...accountRoutes,
  ...auditRoutes,
  ...eventRoutes,
  ...houseRoutes,
  ...openApiRoutes,
]
