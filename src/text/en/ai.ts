/** Errors of `ai`: code → message and hint. */
export const aiErrors = {
  AI_CALL_ABORTED: (p: { service: string }) => ({
    message: `The call of ${p.service} was broken off on our side.`,
    hint: 'Nothing to do: it is taken up again under the same key, and billed once.',
  }),
  OFFLINE_FAILURE: (p: { service: string }) => ({
    message: `The offline ${p.service} failed, as VIDGEN_OFFLINE_FAILURE_RATE asks it to; nothing was billed.`,
    hint: 'Set VIDGEN_OFFLINE_FAILURE_RATE=0 for a rehearsal without failures.',
  }),
  OFFLINE_BUSY: (p: { service: string }) => ({
    message: `The offline ${p.service} is busy, as VIDGEN_OFFLINE_FAILURE_RATE asks it to be; nothing was billed.`,
    hint: 'Set VIDGEN_OFFLINE_FAILURE_RATE=0 for a rehearsal without failures.',
  }),
  OFFLINE_KEY_REUSED: (p: { service: string; key: string }) => ({
    message: `The offline ${p.service} has an order with the key ${p.key} already, and it asked for something else.`,
    hint: 'This is a fault in vidgen: please report it. Nothing was billed by this call.',
  }),
  OFFLINE_REQUEST_UNKNOWN: (p: { requestId: string }) => ({
    message: `The offline pika has no video ${p.requestId} in this home.`,
    hint: 'Check VIDGEN_HOME: offline.db of the home where the video was ordered is needed.',
  }),
  OFFLINE_PICTURE_REFUSED: (p: { service: string }) => ({
    message: `The offline ${p.service} can't read the picture that it was sent; nothing was billed.`,
    hint: 'Replace the picture of the product, enqueue the product again.',
  }),
  OFFLINE_HOME_UNUSABLE: (p: { service: string; reason: string }) => ({
    message: `The offline ${p.service} can't use its files in the home: ${p.reason}.`,
    hint: 'Make the home writable and free some disk space, then run vidgen resume.',
  }),
  OFFLINE_RENDER_FAILED: (p: { requestId: string; reason: string }) => ({
    message: `The offline pika could not render the video ${p.requestId}: ${p.reason}.`,
    hint: 'Run the job again with vidgen retry; the video is rendered again, not billed again.',
  }),
}
