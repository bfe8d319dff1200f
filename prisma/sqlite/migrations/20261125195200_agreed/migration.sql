-- AlterTable
ALTER TABLE "VideoGenerationJob" ADD COLUMN "agreedMicros" BIGINT;
