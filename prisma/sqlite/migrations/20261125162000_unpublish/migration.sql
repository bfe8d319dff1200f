-- AlterTable
ALTER TABLE "VideoGenerationJob" ADD COLUMN "unpublishedAt" DATETIME;
