-- AlterTable
ALTER TABLE "Step" ADD COLUMN "removedAt" DATETIME;
