-- A statement of many entries (an import) has written all of them before the first trigger runs.

CREATE OR REPLACE FUNCTION "sumLedgerEntry"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "SpentTotal" AS t ("day", "batchId", "category", "provider", "service", "step",
    "calls", "costMicros", "possibleCalls", "possibleMicros")
  SELECT NEW."day", NEW."batchId",
    coalesce((SELECT "input"->>'category' FROM "VideoGenerationJob" WHERE "id" = NEW."jobId"), ''),
    coalesce(NEW."provider", ''), coalesce(NEW."service", ''),
    coalesce((SELECT CAST("step" AS TEXT) FROM "ProviderCall" WHERE "id" = NEW."callId"), ''),
    CAST(NEW."kind" = 'CHARGE' AS INTEGER), NEW."amountMicros",
    CAST(NEW."kind" = 'CHARGE' AND NEW."source" = 'possible' AS INTEGER),
    CASE WHEN NEW."kind" = 'CHARGE' AND NEW."source" = 'possible' THEN NEW."amountMicros" ELSE 0 END
  ON CONFLICT ("day", "batchId", "category", "provider", "service", "step") DO UPDATE SET "calls" = t."calls" + excluded."calls",
    "costMicros" = t."costMicros" + excluded."costMicros",
    "possibleCalls" = t."possibleCalls" + excluded."possibleCalls",
    "possibleMicros" = t."possibleMicros" + excluded."possibleMicros";

  -- The job's days of payment with the new entry, less those without it: in whatever order days come.
  -- What the same statement writes after it is there already, and has its own turn.
  INSERT INTO "PaidTotal" AS t ("day", "by", "key", "since", "jobs")
  SELECT "day", "by", "key", coalesce("since", ''), sum("n")
  FROM (
    SELECT "n", "day", "by", "key", lag("day") OVER (PARTITION BY "n", "by", "key" ORDER BY "day") AS "since"
    FROM (
      SELECT DISTINCT s."n", l."day", b."by", CASE b."by" WHEN 'provider' THEN coalesce(l."provider", '')
        WHEN 'service' THEN coalesce(l."service", '') ELSE coalesce(CAST(c."step" AS TEXT), '') END AS "key"
      FROM "LedgerEntry" l LEFT JOIN "ProviderCall" c ON c."id" = l."callId"
      CROSS JOIN (VALUES ('provider'), ('service'), ('step')) b ("by")
      JOIN (VALUES (1), (-1)) s ("n") ON s."n" = 1 OR l."id" < NEW."id"
      WHERE l."jobId" = NEW."jobId" AND l."id" <= NEW."id" AND l."kind" IN ('CHARGE', 'ADJUST')
    ) days
  ) counted
  GROUP BY 1, 2, 3, 4 HAVING sum("n") <> 0
  ORDER BY 1, 2, 3, 4
  ON CONFLICT ("day", "by", "key", "since") DO UPDATE SET "jobs" = t."jobs" + excluded."jobs";

  INSERT INTO "WasteTotal" AS t ("day", "status", "costMicros")
  SELECT NEW."day", "status", NEW."amountMicros" FROM "VideoGenerationJob"
  WHERE "id" = NEW."jobId" AND "status" IN ('FAILED', 'CANCELLED')
  ON CONFLICT ("day", "status") DO UPDATE SET "costMicros" = t."costMicros" + excluded."costMicros";
  RETURN NULL;
END $$;
