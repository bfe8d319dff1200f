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

    CONSTRAINT "SpentTotal_pkey" PRIMARY KEY ("day","batchId","category","provider","service","step")
);

-- CreateTable
CREATE TABLE "PaidTotal" (
    "day" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "since" TEXT NOT NULL,
    "jobs" INTEGER NOT NULL,

    CONSTRAINT "PaidTotal_pkey" PRIMARY KEY ("day","by","key","since")
);

-- CreateTable
CREATE TABLE "WasteTotal" (
    "day" TEXT NOT NULL,
    "status" "JobStatus" NOT NULL,
    "costMicros" BIGINT NOT NULL,

    CONSTRAINT "WasteTotal_pkey" PRIMARY KEY ("day","status")
);

-- CreateTable
CREATE TABLE "EndedTotal" (
    "quarter" INTEGER NOT NULL,
    "batchId" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "status" "JobStatus" NOT NULL,
    "errorCode" TEXT NOT NULL,
    "jobs" INTEGER NOT NULL,
    "estimateMicros" BIGINT NOT NULL,
    "dearestMicros" BIGINT NOT NULL,
    "slowestMs" BIGINT NOT NULL,

    CONSTRAINT "EndedTotal_pkey" PRIMARY KEY ("quarter","batchId","category","status","errorCode")
);

-- CreateTable
CREATE TABLE "DurationTotal" (
    "step" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "hour" INTEGER NOT NULL,
    "bin" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "DurationTotal_pkey" PRIMARY KEY ("step","provider","service","hour","bin")
);

-- CreateIndex
CREATE INDEX "VideoGenerationJob_errorCode_finishedAt_idx" ON "VideoGenerationJob"("errorCode", "finishedAt");

-- Each trigger sums a row in the transaction that writes it.

CREATE FUNCTION "sumLedgerEntry"() RETURNS trigger LANGUAGE plpgsql AS $$
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
  INSERT INTO "PaidTotal" AS t ("day", "by", "key", "since", "jobs")
  SELECT "day", "by", "key", coalesce("since", ''), sum("n")
  FROM (
    SELECT "n", "day", "by", "key", lag("day") OVER (PARTITION BY "n", "by", "key" ORDER BY "day") AS "since"
    FROM (
      SELECT DISTINCT s."n", l."day", b."by", CASE b."by" WHEN 'provider' THEN coalesce(l."provider", '')
        WHEN 'service' THEN coalesce(l."service", '') ELSE coalesce(CAST(c."step" AS TEXT), '') END AS "key"
      FROM "LedgerEntry" l LEFT JOIN "ProviderCall" c ON c."id" = l."callId"
      CROSS JOIN (VALUES ('provider'), ('service'), ('step')) b ("by")
      JOIN (VALUES (1), (-1)) s ("n") ON s."n" = 1 OR l."id" <> NEW."id"
      WHERE l."jobId" = NEW."jobId" AND l."kind" IN ('CHARGE', 'ADJUST')
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

CREATE TRIGGER "LedgerEntry_total" AFTER INSERT ON "LedgerEntry" FOR EACH ROW
WHEN (NEW."kind" IN ('CHARGE', 'ADJUST'))
EXECUTE FUNCTION "sumLedgerEntry"();

CREATE FUNCTION "sumWaste"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "WasteTotal" AS t ("day", "status", "costMicros")
  SELECT l."day", s."status", sum(s."n" * l."amountMicros")
  FROM "LedgerEntry" l CROSS JOIN (VALUES (-1, OLD."status"), (1, NEW."status")) s ("n", "status")
  WHERE l."jobId" = NEW."id" AND l."kind" IN ('CHARGE', 'ADJUST') AND s."status" IN ('FAILED', 'CANCELLED')
  GROUP BY l."day", s."status"
  ORDER BY 1, 2
  ON CONFLICT ("day", "status") DO UPDATE SET "costMicros" = t."costMicros" + excluded."costMicros";
  RETURN NULL;
END $$;

CREATE TRIGGER "VideoGenerationJob_waste" AFTER UPDATE OF "status" ON "VideoGenerationJob" FOR EACH ROW
WHEN (OLD."status" <> NEW."status"
  AND (OLD."status" IN ('FAILED', 'CANCELLED') OR NEW."status" IN ('FAILED', 'CANCELLED')))
EXECUTE FUNCTION "sumWaste"();

CREATE FUNCTION "sumEnded"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Of an insert OLD is all null, and counts for nothing.
  INSERT INTO "EndedTotal" AS t ("quarter", "batchId", "category", "status", "errorCode", "jobs", "estimateMicros",
    "dearestMicros", "slowestMs")
  SELECT floor(extract(epoch FROM "at") / 900), "batchId", coalesce("category", ''), "status",
    CASE WHEN "status" = 'FAILED' THEN coalesce("errorCode", 'UNKNOWN') ELSE '' END,
    sum("n"), sum("n" * "estimate"), max("cost"), max(coalesce(extract(epoch FROM "took") * 1000, 0))
  FROM (VALUES
    (-1, OLD."finishedAt", OLD."batchId", OLD."input"->>'category', OLD."status", OLD."errorCode", OLD."estimateMicros",
      OLD."costMicros", OLD."finishedAt" - OLD."startedAt"),
    (1, NEW."finishedAt", NEW."batchId", NEW."input"->>'category', NEW."status", NEW."errorCode", NEW."estimateMicros",
      NEW."costMicros", NEW."finishedAt" - NEW."startedAt")
  ) j ("n", "at", "batchId", "category", "status", "errorCode", "estimate", "cost", "took")
  WHERE "at" IS NOT NULL AND "status" IN ('COMPLETED', 'FAILED', 'CANCELLED')
  GROUP BY 1, 2, 3, 4, 5
  ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT ("quarter", "batchId", "category", "status", "errorCode") DO UPDATE SET
    "jobs" = t."jobs" + excluded."jobs", "estimateMicros" = t."estimateMicros" + excluded."estimateMicros",
    "dearestMicros" = greatest(t."dearestMicros", excluded."dearestMicros"),
    "slowestMs" = greatest(t."slowestMs", excluded."slowestMs");

  INSERT INTO "DurationTotal" AS t ("step", "provider", "service", "hour", "bin", "count")
  SELECT '', '', '', floor(extract(epoch FROM "at") / 3600),
    floor(ln(CAST(greatest(extract(epoch FROM "took") * 1000, 1) AS DOUBLE PRECISION)) / ln(CAST(1.02 AS DOUBLE PRECISION))), sum("n")
  FROM (VALUES
    (-1, OLD."finishedAt", OLD."status", OLD."finishedAt" - OLD."startedAt"),
    (1, NEW."finishedAt", NEW."status", NEW."finishedAt" - NEW."startedAt")
  ) j ("n", "at", "status", "took")
  WHERE "took" IS NOT NULL AND "status" = 'COMPLETED'
  GROUP BY 4, 5 HAVING sum("n") <> 0
  ORDER BY 4, 5
  ON CONFLICT ("step", "provider", "service", "hour", "bin") DO UPDATE SET "count" = t."count" + excluded."count";
  RETURN NULL;
END $$;

CREATE TRIGGER "VideoGenerationJob_ended_inserted" AFTER INSERT ON "VideoGenerationJob" FOR EACH ROW
WHEN (NEW."finishedAt" IS NOT NULL AND NEW."status" IN ('COMPLETED', 'FAILED', 'CANCELLED'))
EXECUTE FUNCTION "sumEnded"();

CREATE TRIGGER "VideoGenerationJob_ended_updated" AFTER UPDATE OF "status", "finishedAt", "startedAt", "errorCode", "batchId", "input",
  "estimateMicros", "costMicros" ON "VideoGenerationJob" FOR EACH ROW
WHEN ((OLD."finishedAt" IS NOT NULL AND OLD."status" IN ('COMPLETED', 'FAILED', 'CANCELLED'))
  OR (NEW."finishedAt" IS NOT NULL AND NEW."status" IN ('COMPLETED', 'FAILED', 'CANCELLED')))
EXECUTE FUNCTION "sumEnded"();

CREATE FUNCTION "sumCall"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "DurationTotal" AS t ("step", "provider", "service", "hour", "bin", "count")
  SELECT CAST("step" AS TEXT), "provider", "service", floor(extract(epoch FROM "at") / 3600),
    floor(ln(CAST(greatest(extract(epoch FROM "took") * 1000, 1) AS DOUBLE PRECISION)) / ln(CAST(1.02 AS DOUBLE PRECISION))), sum("n")
  FROM (VALUES
    (-1, OLD."endedAt", OLD."provider", OLD."service", OLD."step", OLD."outcome", OLD."endedAt" - OLD."createdAt"),
    (1, NEW."endedAt", NEW."provider", NEW."service", NEW."step", NEW."outcome", NEW."endedAt" - NEW."createdAt")
  ) c ("n", "at", "provider", "service", "step", "outcome", "took")
  WHERE "took" IS NOT NULL AND "outcome" = 'SUCCEEDED'
  GROUP BY 1, 2, 3, 4, 5 HAVING sum("n") <> 0
  ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT ("step", "provider", "service", "hour", "bin") DO UPDATE SET "count" = t."count" + excluded."count";
  RETURN NULL;
END $$;

CREATE TRIGGER "ProviderCall_duration_inserted" AFTER INSERT ON "ProviderCall" FOR EACH ROW
WHEN (NEW."outcome" = 'SUCCEEDED')
EXECUTE FUNCTION "sumCall"();

CREATE TRIGGER "ProviderCall_duration_updated" AFTER UPDATE OF "outcome", "endedAt" ON "ProviderCall" FOR EACH ROW
WHEN (OLD."outcome" = 'SUCCEEDED' OR NEW."outcome" = 'SUCCEEDED')
EXECUTE FUNCTION "sumCall"();
