/** Next.js: `GET /api/videos/JOB`. */
import { show } from '../../../../../videos.ts'

export const runtime = 'nodejs'
export const dynamic = 'force-dynamic'

export async function GET(
  request: Request,
  { params }: { params: Promise<{ jobId: string }> },
): Promise<Response> {
  return await show(request, (await params).jobId)
}
