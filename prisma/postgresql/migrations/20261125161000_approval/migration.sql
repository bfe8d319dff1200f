-- AlterTable
ALTER TABLE "VideoGenerationJob" ADD COLUMN     "awaits" TEXT,
ADD COLUMN     "awaitsUntil" TIMESTAMP(3),
ADD COLUMN     "awaitsMicros" BIGINT,
ADD COLUMN     "reviewVideo" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "VideoGenerationJob_awaitsUntil_idx" ON "VideoGenerationJob"("awaitsUntil");
