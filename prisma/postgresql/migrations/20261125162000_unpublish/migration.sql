-- AlterTable
ALTER TABLE "VideoGenerationJob" ADD COLUMN     "unpublishedAt" TIMESTAMP(3);
