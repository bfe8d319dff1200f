/** Next.js: `POST /api/videos` and `GET /api/videos`. */
import { list, order } from '../../../../videos.ts'

/** vidgen needs Node: files, a database, child processes. */
export const runtime = 'nodejs'
export const dynamic = 'force-dynamic'

export const POST = order
export const GET = list
