/**
 * The temporary database of a spool. Decisions stand apart from the rows: they are written in
 * another order, and small enough to stay in the cache (32 MiB, so that memory stays flat).
 */
export const SPOOL_SCHEMA = `
  PRAGMA page_size = 8192;
  PRAGMA synchronous = OFF;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA cache_size = -16384;
  CREATE TABLE rows (
    id INTEGER PRIMARY KEY,
    productId TEXT NOT NULL UNIQUE,
    priority INTEGER NOT NULL,
    packed TEXT NOT NULL,
    cells TEXT
  );
  CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    decision TEXT NOT NULL,
    rank INTEGER NOT NULL,
    micros INTEGER NOT NULL,
    videoMicros INTEGER NOT NULL,
    data TEXT
  );
  BEGIN;
`

const ROW =
  'SELECT id, productId, priority, packed, cells, decision, micros, videoMicros, data FROM rows'

/** Every statement of a spool. */
export const SPOOL_STATEMENTS = {
  add: `INSERT INTO rows (id, productId, priority, packed, cells) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (productId) DO NOTHING`,
  lineOf: 'SELECT id FROM rows WHERE productId = ?',
  byProduct: `${ROW} LEFT JOIN decisions USING (id) WHERE productId > ? ORDER BY productId LIMIT ?`,
  byProductDecided: `${ROW} CROSS JOIN decisions USING (id)
    WHERE productId > ? AND decision = ? ORDER BY productId LIMIT ?`,
  first: `${ROW} LEFT JOIN decisions USING (id) ORDER BY id LIMIT ?`,
  decide: `INSERT OR REPLACE INTO decisions (id, decision, rank, micros, videoMicros, data)
    SELECT id, ?, -priority, ?, ?, ? FROM rows WHERE id = ?`,
  redecide: 'UPDATE decisions SET decision = ? WHERE id = ?',
  index: 'CREATE INDEX IF NOT EXISTS by_rank ON decisions (decision, rank, id)',
  ranked: `SELECT id, productId, priority, micros AS estimateMicros, videoMicros
    FROM decisions JOIN rows USING (id)
    WHERE decision = ? AND (rank, id) > (?, ?) ORDER BY rank, id LIMIT ?`,
  countBy: `SELECT decision, count(*) AS rows, sum(micros) AS micros, sum(videoMicros) AS videoMicros
    FROM decisions GROUP BY decision`,
  alike: `SELECT json_extract(data, '$.options.durationS') AS durationS,
      json_extract(data, '$.options.resolution') AS resolution, count(*) AS rows
    FROM decisions WHERE decision IN ('queue', 'defer') AND data IS NOT NULL GROUP BY 1, 2`,
} as const

/** The name of a statement. */
export type SpoolStatement = keyof typeof SPOOL_STATEMENTS
