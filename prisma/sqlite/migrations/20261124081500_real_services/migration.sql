-- AlterTable
ALTER TABLE "ProviderCall" ADD COLUMN "request" JSONB;

-- CreateTable
CREATE TABLE "ProviderPace" (
    "provider" TEXT NOT NULL PRIMARY KEY,
    "notBefore" DATETIME,
    "waits" INTEGER NOT NULL DEFAULT 0,
    "code" TEXT
);

-- CreateIndex
CREATE INDEX "ProviderCall_provider_createdAt_idx" ON "ProviderCall"("provider", "createdAt");


