/** Where the pictures and videos come from: drawn from the product's picture, or a prepared one. */
type OfflineMedia = 'draw' | 'sample'

/** What both offline services are told. */
export interface OfflineOptions {
  /** The home folder, which holds the provider's calls, bill and files. */
  home: string
  /** Share of the calls that fail, 0 to 1. */
  failureRate: number
  /** Decides which calls fail. */
  seed: number
  media: OfflineMedia
  /** What one frame, or one video, is billed. */
  priceMicros: number
}
