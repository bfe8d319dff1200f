-- AlterTable
ALTER TABLE "Batch" ADD COLUMN "completedAt" DATETIME;

-- CreateTable
CREATE TABLE "NotificationChannel" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "seenAt" DATETIME NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failingSince" DATETIME,
    "nextTryAt" DATETIME,
    "errorCode" TEXT,
    "errorParams" JSONB
);

-- CreateTable
CREATE TABLE "NotificationDelivery" (
    "notificationId" TEXT NOT NULL,
    "channelId" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" DATETIME,
    "deliveredAt" DATETIME,
    "errorCode" TEXT,
    "errorParams" JSONB,

    PRIMARY KEY ("notificationId", "channelId"),
    CONSTRAINT "NotificationDelivery_notificationId_fkey" FOREIGN KEY ("notificationId") REFERENCES "Notification" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "NotificationDelivery_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "NotificationChannel" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "NotificationDelivery_channelId_nextTryAt_idx" ON "NotificationDelivery"("channelId", "nextTryAt");

-- CreateIndex
CREATE INDEX "Batch_completedAt_idx" ON "Batch"("completedAt");



-- Batches that were done before anybody told of it stay untold.
UPDATE "Batch" SET "completedAt" = "createdAt"
WHERE "state" = 'READY' AND NOT EXISTS (
    SELECT 1 FROM "VideoGenerationJob" j WHERE j."batchId" = "Batch"."id"
      AND j."status" NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'NEEDS_REVIEW')
);
