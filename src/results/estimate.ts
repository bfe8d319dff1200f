/** What videos are expected to cost. */

/** Between what amounts a cost will probably be, 19 times of 20; the price table's is within. */
export interface CostRange {
  lowMicros: number
  likelyMicros: number
  highMicros: number
}

/** What one provider will bill. */
export interface ProviderEstimate extends CostRange {
  provider: string
  /** What it rests on: what such videos really cost lately, the price table where few are known, or both. */
  basis: 'history' | 'prices' | 'both'
  /** How many finished videos it is concluded from; 0 with the price table alone. */
  videos: number
  /** Offline: nobody is paid. */
  free: boolean
}

/** What videos will cost that are not bought yet. `estimateMicros` beside it is what is reserved: the price table's. */
export interface Estimate extends CostRange {
  /** Nobody is paid for any of it. */
  free: boolean
  byProvider: ProviderEstimate[]
}
