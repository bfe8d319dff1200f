-- AlterTable
ALTER TABLE "Batch" ADD COLUMN     "completedAt" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "NotificationChannel" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "seenAt" TIMESTAMP(3) NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failingSince" TIMESTAMP(3),
    "nextTryAt" TIMESTAMP(3),
    "errorCode" TEXT,
    "errorParams" JSONB,

    CONSTRAINT "NotificationChannel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NotificationDelivery" (
    "notificationId" TEXT NOT NULL,
    "channelId" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMP(3),
    "deliveredAt" TIMESTAMP(3),
    "errorCode" TEXT,
    "errorParams" JSONB,

    CONSTRAINT "NotificationDelivery_pkey" PRIMARY KEY ("notificationId","channelId")
);

-- CreateIndex
CREATE INDEX "NotificationDelivery_channelId_nextTryAt_idx" ON "NotificationDelivery"("channelId", "nextTryAt");

-- CreateIndex
CREATE INDEX "Batch_completedAt_idx" ON "Batch"("completedAt");

-- AddForeignKey
ALTER TABLE "NotificationDelivery" ADD CONSTRAINT "NotificationDelivery_notificationId_fkey" FOREIGN KEY ("notificationId") REFERENCES "Notification"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NotificationDelivery" ADD CONSTRAINT "NotificationDelivery_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "NotificationChannel"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- Batches that were done before anybody told of it stay untold.
UPDATE "Batch" SET "completedAt" = "createdAt"
WHERE "state" = 'READY' AND NOT EXISTS (
    SELECT 1 FROM "VideoGenerationJob" j WHERE j."batchId" = "Batch"."id"
      AND j."status" NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'NEEDS_REVIEW')
);
