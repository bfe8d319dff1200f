/** Pages of the admin API. */
import type { JobStatus } from '../generated/sqlite/enums.ts'
import type { ErrorInfo, Page } from './common.ts'
import type { BatchInfo, EventInfo, JobInfo, StepInfo } from './status.ts'

/** Jobs, the newest first. */
export interface JobPage extends Page {
  jobs: JobInfo[]
}

/** How a job's video is to be. */
export interface JobOptionsInfo {
  durationS: number
  resolution: string
  seed: number
  fresh: boolean
}

/** A job with all that is known of it. */
export interface JobDetails extends JobInfo {
  steps: StepInfo[]
  events: EventInfo[]
  options: JobOptionsInfo
  /** What it was made from, as the product was then. */
  input: {
    imageUrl: string
    modelType: 'female' | 'male'
    category: string | null
    prompt: string | null
  }
  /** Somebody asked to cancel it. */
  cancelRequested: boolean
}

/** The newest job of a product. */
export interface ProductJob {
  id: string
  status: JobStatus
  progress: number
  costMicros: number
  error: ErrorInfo | null
  queuedAt: string
  finishedAt: string | null
}

/** A product of the shop and how its video stands. */
export interface ProductInfo {
  id: string
  name: string | null
  modelType: 'female' | 'male'
  category: string | null
  /** An https address, or `storage:<key>`. */
  imageUrl: string
  videoUrl: string | null
  posterUrl: string | null
  /** The job that made that video. */
  videoJobId: string | null
  retiredAt: string | null
  updatedAt: string
  job: ProductJob | null
}

/** Products in the order of their ids. */
export interface ProductPage extends Page {
  products: ProductInfo[]
}

/** Batches, the newest first. */
export interface BatchPage extends Page {
  batches: BatchInfo[]
}
