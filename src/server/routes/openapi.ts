import { z } from 'zod'
import { defineRoute } from '../route.ts'

const document = defineRoute({
  method: 'GET',
  path: '/api/openapi.json',
  who: 'anyone',
  tag: 'For the house',
  summary: 'This API as an OpenAPI 3.1 document',
  answers: { 200: { description: 'The document', schema: z.record(z.string(), z.unknown()) } },
  async answer() {
    // Loaded here: it is made of all routes, this one too.
    const { openApiText } = await import('../openapi.ts')
    return new Response(openApiText(), { headers: { 'content-type': 'application/json' } })
  },
})

export const openApiRoutes = [document]
