/** What one upload may hold. */
export const MOST_BYTES = 256_000_000
export const MOST_PICTURE_BYTES = 20_000_000
export const MOST_PICTURES = 5_000
export const MOST_OPTIONS_BYTES = 100_000
