-- AlterTable
ALTER TABLE "VideoGenerationJob" ADD COLUMN "awaits" TEXT;
ALTER TABLE "VideoGenerationJob" ADD COLUMN "awaitsUntil" DATETIME;
ALTER TABLE "VideoGenerationJob" ADD COLUMN "awaitsMicros" BIGINT;
ALTER TABLE "VideoGenerationJob" ADD COLUMN "reviewVideo" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "VideoGenerationJob_awaitsUntil_idx" ON "VideoGenerationJob"("awaitsUntil");
