-- AlterTable
ALTER TABLE "Step" ADD COLUMN     "removedAt" TIMESTAMP(3);
