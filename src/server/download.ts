/** An answer that a browser saves and never shows as a page of ours. */
export function download(
  text: string | AsyncIterable<string>,
  { name, type }: { name: string; type: string },
): Response {
  const body = typeof text === 'string' ? text : streamed(text)
  return new Response(body, {
    headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
  })
}

/** Pieces as they are taken: memory stays flat however many there are. */
function streamed(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: () => void iterator.return?.(),
  })
}
