-- AlterTable
ALTER TABLE "DailyUsage" ADD COLUMN "jobsException" INTEGER;
ALTER TABLE "DailyUsage" ADD COLUMN "microsException" BIGINT;

-- AlterTable
ALTER TABLE "LedgerEntry" ADD COLUMN "model" TEXT;
ALTER TABLE "LedgerEntry" ADD COLUMN "step" TEXT;

-- AlterTable
ALTER TABLE "VideoGenerationJob" ADD COLUMN "reservedBy" JSONB;

-- CreateTable
CREATE TABLE "LimitException" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "period" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "jobs" INTEGER,
    "micros" BIGINT,
    "reason" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "LimitException_period_provider_idx" ON "LimitException"("period", "provider");

-- Charges of before name a provider, the reservations they came from do not: so much of each job's
-- reservation is given to the provider now.
INSERT INTO "LedgerEntry" ("at", "day", "batchId", "jobId", "provider", "kind", "amountMicros", "jobs", "source", "key")
SELECT MAX("at"), "day", "batchId", MAX("jobId"), NULL, 'RELEASE',
    SUM(CASE "kind" WHEN 'CHARGE' THEN "amountMicros" ELSE -"amountMicros" END), 0, 'estimate',
    'split-from:' || COALESCE("jobId", "batchId") || ':' || "day" || ':' || "provider"
FROM "LedgerEntry" WHERE "provider" IS NOT NULL AND "kind" IN ('RESERVE', 'CHARGE')
GROUP BY COALESCE("jobId", "batchId"), "batchId", "day", "provider"
HAVING SUM(CASE "kind" WHEN 'CHARGE' THEN "amountMicros" ELSE -"amountMicros" END) > 0;

INSERT INTO "LedgerEntry" ("at", "day", "batchId", "jobId", "provider", "kind", "amountMicros", "jobs", "source", "key")
SELECT "at", "day", "batchId", "jobId", substr("key", length('split-from:' || COALESCE("jobId", "batchId") || ':' || "day" || ':') + 1),
    'RESERVE', "amountMicros", 0, 'estimate', 'split-to:' || substr("key", length('split-from:') + 1)
FROM "LedgerEntry" WHERE "key" LIKE 'split-from:%';

-- The rows of each provider's days, then those of all months.
INSERT INTO "DailyUsage" ("period", "provider", "jobLimit", "microsLimit", "limits", "microsReserved", "microsSpent")
SELECT "day", "provider", 2147483647, 9007199254740991, '{}',
    SUM(CASE "kind" WHEN 'RESERVE' THEN "amountMicros" WHEN 'ADJUST' THEN 0 ELSE -"amountMicros" END),
    SUM(CASE WHEN "kind" IN ('CHARGE', 'ADJUST') THEN "amountMicros" ELSE 0 END)
FROM "LedgerEntry" WHERE "provider" IS NOT NULL GROUP BY "day", "provider";

INSERT INTO "DailyUsage" ("period", "provider", "jobLimit", "microsLimit", "limits", "jobsReserved", "jobsSpent", "microsReserved", "microsSpent")
SELECT substr("period", 1, 7), "provider", 2147483647, 9007199254740991, '{}',
    SUM("jobsReserved"), SUM("jobsSpent"), SUM("microsReserved"), SUM("microsSpent")
FROM "DailyUsage" GROUP BY substr("period", 1, 7), "provider";
