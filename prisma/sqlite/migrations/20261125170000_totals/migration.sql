-- CreateTable
CREATE TABLE "SpentTotal" (
    "day" TEXT NOT NULL,
    "batchId" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "costMicros" BIGINT NOT NULL,
    "possibleCalls" INTEGER NOT NULL,
    "possibleMicros" BIGINT NOT NULL,

    PRIMARY KEY ("day", "batchId", "category", "provider", "service", "step")
);

-- CreateTable
CREATE TABLE "PaidTotal" (
    "day" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "since" TEXT NOT NULL,
    "jobs" INTEGER NOT NULL,

    PRIMARY KEY ("day", "by", "key", "since")
);

-- CreateTable
CREATE TABLE "WasteTotal" (
    "day" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "costMicros" BIGINT NOT NULL,

    PRIMARY KEY ("day", "status")
);

-- CreateTable
CREATE TABLE "EndedTotal" (
    "quarter" INTEGER NOT NULL,
    "batchId" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "errorCode" TEXT NOT NULL,
    "jobs" INTEGER NOT NULL,
    "estimateMicros" BIGINT NOT NULL,
    "dearestMicros" BIGINT NOT NULL,
    "slowestMs" BIGINT NOT NULL,

    PRIMARY KEY ("quarter", "batchId", "category", "status", "errorCode")
);

-- CreateTable
CREATE TABLE "DurationTotal" (
    "step" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "hour" INTEGER NOT NULL,
    "bin" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,

    PRIMARY KEY ("step", "provider", "service", "hour", "bin")
);

-- CreateIndex
CREATE INDEX "VideoGenerationJob_errorCode_finishedAt_idx" ON "VideoGenerationJob"("errorCode", "finishedAt");

-- Each trigger sums a row in the transaction that writes it. A migration that makes LedgerEntry,
-- VideoGenerationJob or ProviderCall anew has to make their triggers anew.

CREATE TRIGGER "LedgerEntry_total" AFTER INSERT ON "LedgerEntry"
WHEN NEW."kind" IN ('CHARGE', 'ADJUST')
BEGIN
  INSERT INTO "SpentTotal" ("day", "batchId", "category", "provider", "service", "step",
    "calls", "costMicros", "possibleCalls", "possibleMicros")
  SELECT NEW."day", NEW."batchId",
    coalesce((SELECT "input"->>'category' FROM "VideoGenerationJob" WHERE "id" = NEW."jobId"), ''),
    coalesce(NEW."provider", ''), coalesce(NEW."service", ''),
    coalesce((SELECT "step" FROM "ProviderCall" WHERE "id" = NEW."callId"), ''),
    NEW."kind" = 'CHARGE', NEW."amountMicros",
    NEW."kind" = 'CHARGE' AND NEW."source" = 'possible',
    iif(NEW."kind" = 'CHARGE' AND NEW."source" = 'possible', NEW."amountMicros", 0)
  WHERE true
  ON CONFLICT DO UPDATE SET "calls" = "calls" + excluded."calls",
    "costMicros" = "costMicros" + excluded."costMicros",
    "possibleCalls" = "possibleCalls" + excluded."possibleCalls",
    "possibleMicros" = "possibleMicros" + excluded."possibleMicros";

  -- The job's days of payment with the new entry, less those without it: in whatever order days come.
  INSERT INTO "PaidTotal" ("day", "by", "key", "since", "jobs")
  SELECT "day", "by", "key", coalesce("since", ''), sum("n")
  FROM (
    SELECT "n", "day", "by", "key", lag("day") OVER (PARTITION BY "n", "by", "key" ORDER BY "day") AS "since"
    FROM (
      SELECT DISTINCT s."n", l."day", b."by", CASE b."by" WHEN 'provider' THEN coalesce(l."provider", '')
        WHEN 'service' THEN coalesce(l."service", '') ELSE coalesce(c."step", '') END AS "key"
      FROM "LedgerEntry" l LEFT JOIN "ProviderCall" c ON c."id" = l."callId"
      CROSS JOIN (SELECT 'provider' AS "by" UNION ALL SELECT 'service' UNION ALL SELECT 'step') b
      JOIN (SELECT 1 AS "n" UNION ALL SELECT -1) s ON s."n" = 1 OR l."id" <> NEW."id"
      WHERE l."jobId" = NEW."jobId" AND l."kind" IN ('CHARGE', 'ADJUST')
    )
  )
  GROUP BY 1, 2, 3, 4 HAVING sum("n") <> 0
  ON CONFLICT DO UPDATE SET "jobs" = "jobs" + excluded."jobs";

  INSERT INTO "WasteTotal" ("day", "status", "costMicros")
  SELECT NEW."day", "status", NEW."amountMicros" FROM "VideoGenerationJob"
  WHERE "id" = NEW."jobId" AND "status" IN ('FAILED', 'CANCELLED')
  ON CONFLICT DO UPDATE SET "costMicros" = "costMicros" + excluded."costMicros";
END;

CREATE TRIGGER "VideoGenerationJob_waste" AFTER UPDATE OF "status" ON "VideoGenerationJob"
WHEN OLD."status" <> NEW."status"
  AND (OLD."status" IN ('FAILED', 'CANCELLED') OR NEW."status" IN ('FAILED', 'CANCELLED'))
BEGIN
  INSERT INTO "WasteTotal" ("day", "status", "costMicros")
  SELECT l."day", s."status", s."n" * sum(l."amountMicros")
  FROM "LedgerEntry" l JOIN (SELECT -1 AS "n", OLD."status" AS "status" UNION ALL SELECT 1, NEW."status") s
  WHERE l."jobId" = NEW."id" AND l."kind" IN ('CHARGE', 'ADJUST') AND s."status" IN ('FAILED', 'CANCELLED')
  GROUP BY l."day", s."status", s."n"
  ON CONFLICT DO UPDATE SET "costMicros" = "costMicros" + excluded."costMicros";
END;

CREATE TRIGGER "VideoGenerationJob_ended_inserted" AFTER INSERT ON "VideoGenerationJob"
WHEN NEW."finishedAt" IS NOT NULL AND NEW."status" IN ('COMPLETED', 'FAILED', 'CANCELLED')
BEGIN
  INSERT INTO "EndedTotal" ("quarter", "batchId", "category", "status", "errorCode", "jobs", "estimateMicros",
    "dearestMicros", "slowestMs")
  SELECT "at" / 900000, "batchId", coalesce("category", ''), "status",
    iif("status" = 'FAILED', coalesce("errorCode", 'UNKNOWN'), ''), sum("n"), sum("n" * "estimate"),
    max("cost"), max(coalesce("ms", 0))
  FROM (
    SELECT 1 AS "n", NEW."finishedAt" AS "at", NEW."batchId" AS "batchId", NEW."input"->>'category' AS "category",
      NEW."status" AS "status", NEW."errorCode" AS "errorCode", NEW."estimateMicros" AS "estimate", NEW."costMicros" AS "cost",
      NEW."finishedAt" - NEW."startedAt" AS "ms"
  )
  WHERE "at" IS NOT NULL AND "status" IN ('COMPLETED', 'FAILED', 'CANCELLED')
  GROUP BY 1, 2, 3, 4, 5
  ON CONFLICT DO UPDATE SET "jobs" = "jobs" + excluded."jobs", "estimateMicros" = "estimateMicros" + excluded."estimateMicros",
    "dearestMicros" = max("dearestMicros", excluded."dearestMicros"), "slowestMs" = max("slowestMs", excluded."slowestMs");

  INSERT INTO "DurationTotal" ("step", "provider", "service", "hour", "bin", "count")
  SELECT '', '', '', "at" / 3600000, CAST(ln(max("ms", 1)) / ln(1.02) AS INTEGER), sum("n")
  FROM (
    SELECT 1 AS "n", NEW."finishedAt" AS "at", NEW."status" AS "status", NEW."finishedAt" - NEW."startedAt" AS "ms"
  )
  WHERE "ms" IS NOT NULL AND "status" = 'COMPLETED'
  GROUP BY 4, 5 HAVING sum("n") <> 0
  ON CONFLICT DO UPDATE SET "count" = "count" + excluded."count";
END;

CREATE TRIGGER "VideoGenerationJob_ended_updated" AFTER UPDATE OF "status", "finishedAt", "startedAt", "errorCode", "batchId", "input",
  "estimateMicros", "costMicros" ON "VideoGenerationJob"
WHEN (OLD."finishedAt" IS NOT NULL AND OLD."status" IN ('COMPLETED', 'FAILED', 'CANCELLED'))
  OR (NEW."finishedAt" IS NOT NULL AND NEW."status" IN ('COMPLETED', 'FAILED', 'CANCELLED'))
BEGIN
  INSERT INTO "EndedTotal" ("quarter", "batchId", "category", "status", "errorCode", "jobs", "estimateMicros",
    "dearestMicros", "slowestMs")
  SELECT "at" / 900000, "batchId", coalesce("category", ''), "status",
    iif("status" = 'FAILED', coalesce("errorCode", 'UNKNOWN'), ''), sum("n"), sum("n" * "estimate"),
    max("cost"), max(coalesce("ms", 0))
  FROM (
    SELECT -1 AS "n", OLD."finishedAt" AS "at", OLD."batchId" AS "batchId", OLD."input"->>'category' AS "category",
      OLD."status" AS "status", OLD."errorCode" AS "errorCode", OLD."estimateMicros" AS "estimate", OLD."costMicros" AS "cost",
      OLD."finishedAt" - OLD."startedAt" AS "ms"
    UNION ALL
    SELECT 1, NEW."finishedAt", NEW."batchId", NEW."input"->>'category', NEW."status", NEW."errorCode", NEW."estimateMicros",
      NEW."costMicros", NEW."finishedAt" - NEW."startedAt"
  )
  WHERE "at" IS NOT NULL AND "status" IN ('COMPLETED', 'FAILED', 'CANCELLED')
  GROUP BY 1, 2, 3, 4, 5
  ON CONFLICT DO UPDATE SET "jobs" = "jobs" + excluded."jobs", "estimateMicros" = "estimateMicros" + excluded."estimateMicros",
    "dearestMicros" = max("dearestMicros", excluded."dearestMicros"), "slowestMs" = max("slowestMs", excluded."slowestMs");

  INSERT INTO "DurationTotal" ("step", "provider", "service", "hour", "bin", "count")
  SELECT '', '', '', "at" / 3600000, CAST(ln(max("ms", 1)) / ln(1.02) AS INTEGER), sum("n")
  FROM (
    SELECT -1 AS "n", OLD."finishedAt" AS "at", OLD."status" AS "status", OLD."finishedAt" - OLD."startedAt" AS "ms"
    UNION ALL
    SELECT 1, NEW."finishedAt", NEW."status", NEW."finishedAt" - NEW."startedAt"
  )
  WHERE "ms" IS NOT NULL AND "status" = 'COMPLETED'
  GROUP BY 4, 5 HAVING sum("n") <> 0
  ON CONFLICT DO UPDATE SET "count" = "count" + excluded."count";
END;

CREATE TRIGGER "ProviderCall_duration_inserted" AFTER INSERT ON "ProviderCall"
WHEN NEW."outcome" = 'SUCCEEDED'
BEGIN
  INSERT INTO "DurationTotal" ("step", "provider", "service", "hour", "bin", "count")
  SELECT "step", "provider", "service", "at" / 3600000, CAST(ln(max("ms", 1)) / ln(1.02) AS INTEGER), sum("n")
  FROM (
    SELECT 1 AS "n", NEW."endedAt" AS "at", NEW."provider" AS "provider", NEW."service" AS "service", NEW."step" AS "step",
      NEW."outcome" AS "outcome", NEW."endedAt" - NEW."createdAt" AS "ms"
  )
  WHERE "ms" IS NOT NULL AND "outcome" = 'SUCCEEDED'
  GROUP BY 1, 2, 3, 4, 5 HAVING sum("n") <> 0
  ON CONFLICT DO UPDATE SET "count" = "count" + excluded."count";
END;

CREATE TRIGGER "ProviderCall_duration_updated" AFTER UPDATE OF "outcome", "endedAt" ON "ProviderCall"
WHEN OLD."outcome" = 'SUCCEEDED' OR NEW."outcome" = 'SUCCEEDED'
BEGIN
  INSERT INTO "DurationTotal" ("step", "provider", "service", "hour", "bin", "count")
  SELECT "step", "provider", "service", "at" / 3600000, CAST(ln(max("ms", 1)) / ln(1.02) AS INTEGER), sum("n")
  FROM (
    SELECT -1 AS "n", OLD."endedAt" AS "at", OLD."provider" AS "provider", OLD."service" AS "service", OLD."step" AS "step",
      OLD."outcome" AS "outcome", OLD."endedAt" - OLD."createdAt" AS "ms"
    UNION ALL
    SELECT 1, NEW."endedAt", NEW."provider", NEW."service", NEW."step", NEW."outcome", NEW."endedAt" - NEW."createdAt"
  )
  WHERE "ms" IS NOT NULL AND "outcome" = 'SUCCEEDED'
  GROUP BY 1, 2, 3, 4, 5 HAVING sum("n") <> 0
  ON CONFLICT DO UPDATE SET "count" = "count" + excluded."count";
END;
