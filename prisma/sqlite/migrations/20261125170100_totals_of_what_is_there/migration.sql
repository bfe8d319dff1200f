-- The totals of what a database has already, as the triggers of the migration before would have kept them.

INSERT INTO "SpentTotal" ("day", "batchId", "category", "provider", "service", "step",
  "calls", "costMicros", "possibleCalls", "possibleMicros")
SELECT l."day", l."batchId", coalesce(j."input"->>'category', ''), coalesce(l."provider", ''), coalesce(l."service", ''),
  coalesce(c."step", ''), sum(l."kind" = 'CHARGE'), sum(l."amountMicros"),
  sum(l."kind" = 'CHARGE' AND l."source" = 'possible'),
  sum(iif(l."kind" = 'CHARGE' AND l."source" = 'possible', l."amountMicros", 0))
FROM "LedgerEntry" l
LEFT JOIN "VideoGenerationJob" j ON j."id" = l."jobId" LEFT JOIN "ProviderCall" c ON c."id" = l."callId"
WHERE l."kind" IN ('CHARGE', 'ADJUST')
GROUP BY 1, 2, 3, 4, 5, 6;

INSERT INTO "PaidTotal" ("day", "by", "key", "since", "jobs")
SELECT "day", "by", "key", coalesce("since", ''), count(*)
FROM (
  SELECT "day", "by", "key", lag("day") OVER (PARTITION BY "jobId", "by", "key" ORDER BY "day") AS "since"
  FROM (
    SELECT DISTINCT l."jobId", l."day", b."by", CASE b."by" WHEN 'provider' THEN coalesce(l."provider", '')
      WHEN 'service' THEN coalesce(l."service", '') ELSE coalesce(c."step", '') END AS "key"
    FROM "LedgerEntry" l LEFT JOIN "ProviderCall" c ON c."id" = l."callId"
    CROSS JOIN (SELECT 'provider' AS "by" UNION ALL SELECT 'service' UNION ALL SELECT 'step') b
    WHERE l."jobId" IS NOT NULL AND l."kind" IN ('CHARGE', 'ADJUST')
  )
)
GROUP BY 1, 2, 3, 4;

INSERT INTO "WasteTotal" ("day", "status", "costMicros")
SELECT l."day", j."status", sum(l."amountMicros")
FROM "LedgerEntry" l JOIN "VideoGenerationJob" j ON j."id" = l."jobId"
WHERE l."kind" IN ('CHARGE', 'ADJUST') AND j."status" IN ('FAILED', 'CANCELLED')
GROUP BY 1, 2;

INSERT INTO "EndedTotal" ("quarter", "batchId", "category", "status", "errorCode", "jobs", "estimateMicros",
  "dearestMicros", "slowestMs")
SELECT "finishedAt" / 900000, "batchId", coalesce("input"->>'category', ''), "status",
  iif("status" = 'FAILED', coalesce("errorCode", 'UNKNOWN'), ''), count(*), sum("estimateMicros"),
  max("costMicros"), max(coalesce("finishedAt" - "startedAt", 0))
FROM "VideoGenerationJob"
WHERE "finishedAt" IS NOT NULL AND "status" IN ('COMPLETED', 'FAILED', 'CANCELLED')
GROUP BY 1, 2, 3, 4, 5;

INSERT INTO "DurationTotal" ("step", "provider", "service", "hour", "bin", "count")
SELECT '', '', '', "finishedAt" / 3600000, CAST(ln(max("finishedAt" - "startedAt", 1)) / ln(1.02) AS INTEGER), count(*)
FROM "VideoGenerationJob"
WHERE "finishedAt" - "startedAt" IS NOT NULL AND "status" = 'COMPLETED'
GROUP BY 4, 5;

INSERT INTO "DurationTotal" ("step", "provider", "service", "hour", "bin", "count")
SELECT "step", "provider", "service", "endedAt" / 3600000,
  CAST(ln(max("endedAt" - "createdAt", 1)) / ln(1.02) AS INTEGER), count(*)
FROM "ProviderCall"
WHERE "endedAt" IS NOT NULL AND "outcome" = 'SUCCEEDED'
GROUP BY 1, 2, 3, 4, 5;
