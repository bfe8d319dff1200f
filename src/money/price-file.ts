import { type PriceEntry, priceTable } from './price-table.ts'

/** What is known of prices. */
export interface PriceLookup {
  /** null where nobody has told the price of the model. */
  find(provider: string, model: string): PriceEntry | null
}

/**
 * The prices of an operator's file over the built-in table, model by model; null: the table alone.
 * Throws CONFIG_PRICES_UNREADABLE and CONFIG_PRICES_INVALID.
 */
export async function loadPrices(file: string | null): Promise<PriceLookup> {
  const entries = [...(file === null ? [] : await ownPrices(file)), ...priceTable]
  return {
    find: (provider, model) =>
      entries.find((entry) => entry.provider === provider && entry.model === model) ?? null,
  }
}

async function ownPrices(file: string): Promise<PriceEntry[]> {
  const { readPriceFile } = await import('./own-prices.ts')
  return readPriceFile(file)
}
