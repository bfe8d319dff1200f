import { expect, test } from 'vitest'
import { readBill } from '../ai/offline/home.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, WHOLE_MICROS } from '../support/world.ts'

test('a job buys two frames and a video, publishes, and gives nothing to keep', async () => {
  const world = await openWorld()
  await world.enqueue(['P1'])
  const worker = testWorker(world)
  await worker.runDue()
  const job = await world.job('P1')
  await world.books()
  expect(job).toMatchObject({ status: 'COMPLETED', progress: 100, attempt: 1, crashes: 0 })
  expect(Number(job.costMicros)).toBe(WHOLE_MICROS)
  expect(worker.events.map((event) => event.step ?? event.type)).toEqual([
    'started',
    'START_FRAME',
    'END_FRAME',
    'VIDEO',
    'UPLOAD',
    'completed',
  ])
  const bill = await readBill(world.home)
  expect(bill.map((line) => line.service)).toEqual(['nano-banana', 'nano-banana', 'pika'])
})
