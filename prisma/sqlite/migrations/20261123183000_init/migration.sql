-- CreateTable
CREATE TABLE "Product" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT,
    "imageUrl" TEXT NOT NULL,
    "modelType" TEXT NOT NULL,
    "category" TEXT,
    "videoUrl" TEXT,
    "videoKey" TEXT,
    "videoJobId" TEXT,
    "posterUrl" TEXT,
    "retiredAt" DATETIME,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Batch" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "state" TEXT NOT NULL,
    "sourceName" TEXT NOT NULL,
    "sourceHash" TEXT,
    "actor" TEXT NOT NULL,
    "counts" JSONB NOT NULL,
    "perDay" INTEGER,
    "first" BOOLEAN NOT NULL DEFAULT false,
    "estimateMicros" BIGINT NOT NULL,
    "budgetDay" TEXT NOT NULL,
    "leaseOwner" TEXT,
    "leaseUntil" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "endedAt" DATETIME
);

-- CreateTable
CREATE TABLE "VideoGenerationJob" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "productId" TEXT NOT NULL,
    "batchId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "progress" INTEGER NOT NULL DEFAULT 0,
    "input" JSONB NOT NULL,
    "options" JSONB NOT NULL,
    "inputHash" TEXT NOT NULL,
    "claimKey" TEXT,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "maxAttempts" INTEGER NOT NULL DEFAULT 3,
    "crashes" INTEGER NOT NULL DEFAULT 0,
    "nextRunAt" DATETIME,
    "notBefore" DATETIME,
    "deliverySeq" INTEGER NOT NULL DEFAULT 0,
    "dispatchedAt" DATETIME,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "leaseOwner" TEXT,
    "leaseUntil" DATETIME,
    "heldFor" TEXT,
    "cancelRequestedAt" DATETIME,
    "estimateMicros" BIGINT NOT NULL,
    "reservedMicros" BIGINT NOT NULL DEFAULT 0,
    "reservedJobs" INTEGER NOT NULL DEFAULT 0,
    "costMicros" BIGINT NOT NULL DEFAULT 0,
    "budgetDay" TEXT NOT NULL,
    "errorCode" TEXT,
    "errorParams" JSONB,
    "videoUrl" TEXT,
    "queuedAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "finishedAt" DATETIME,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "VideoGenerationJob_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "VideoGenerationJob_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "Batch" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ProviderCall" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "jobId" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "service" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fence" INTEGER NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "sendDeadline" DATETIME NOT NULL,
    "requestId" TEXT,
    "resultExpiresAt" DATETIME,
    "outcome" TEXT NOT NULL,
    "reservedMicros" BIGINT NOT NULL,
    "costMicros" BIGINT,
    "costSource" TEXT,
    "errorCode" TEXT,
    "errorParams" JSONB,
    "createdAt" DATETIME NOT NULL,
    "acceptedAt" DATETIME,
    "endedAt" DATETIME,
    CONSTRAINT "ProviderCall_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "VideoGenerationJob" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Step" (
    "jobId" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "callId" TEXT,
    "reusedJobId" TEXT,
    "artefactKey" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "contentType" TEXT NOT NULL,
    "recipeHash" TEXT NOT NULL,
    "doneAt" DATETIME NOT NULL,

    PRIMARY KEY ("jobId", "step"),
    CONSTRAINT "Step_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "VideoGenerationJob" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "LedgerEntry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "day" TEXT NOT NULL,
    "batchId" TEXT NOT NULL,
    "jobId" TEXT,
    "callId" TEXT,
    "service" TEXT,
    "provider" TEXT,
    "kind" TEXT NOT NULL,
    "amountMicros" BIGINT NOT NULL,
    "jobs" INTEGER NOT NULL DEFAULT 0,
    "source" TEXT NOT NULL,
    "key" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "DailyUsage" (
    "period" TEXT NOT NULL,
    "provider" TEXT NOT NULL DEFAULT '',
    "jobLimit" INTEGER NOT NULL,
    "microsLimit" BIGINT NOT NULL,
    "limits" JSONB NOT NULL,
    "jobsReserved" INTEGER NOT NULL DEFAULT 0,
    "jobsSpent" INTEGER NOT NULL DEFAULT 0,
    "microsReserved" BIGINT NOT NULL DEFAULT 0,
    "microsSpent" BIGINT NOT NULL DEFAULT 0,

    PRIMARY KEY ("period", "provider")
);

-- CreateTable
CREATE TABLE "Hold" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "scope" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "since" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "endedBy" TEXT
);

-- CreateTable
CREATE TABLE "JobEvent" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "jobId" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "type" TEXT NOT NULL,
    "from" TEXT,
    "to" TEXT,
    "attempt" INTEGER NOT NULL,
    "actor" TEXT NOT NULL,
    "details" JSONB,
    CONSTRAINT "JobEvent_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "VideoGenerationJob" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Notification" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "dedupeKey" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" DATETIME,
    "deliveredAt" DATETIME
);

-- CreateTable
CREATE TABLE "Duty" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "owner" TEXT NOT NULL,
    "until" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Meta" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "Product_videoJobId_idx" ON "Product"("videoJobId");

-- CreateIndex
CREATE INDEX "Batch_state_idx" ON "Batch"("state");

-- CreateIndex
CREATE INDEX "Batch_createdAt_idx" ON "Batch"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "VideoGenerationJob_claimKey_key" ON "VideoGenerationJob"("claimKey");

-- CreateIndex
CREATE INDEX "VideoGenerationJob_productId_id_idx" ON "VideoGenerationJob"("productId", "id");

-- CreateIndex
CREATE INDEX "VideoGenerationJob_batchId_status_idx" ON "VideoGenerationJob"("batchId", "status");

-- CreateIndex
CREATE INDEX "VideoGenerationJob_status_dispatchedAt_priority_id_idx" ON "VideoGenerationJob"("status", "dispatchedAt", "priority" DESC, "id");

-- CreateIndex
CREATE INDEX "VideoGenerationJob_leaseUntil_idx" ON "VideoGenerationJob"("leaseUntil");

-- CreateIndex
CREATE INDEX "VideoGenerationJob_finishedAt_idx" ON "VideoGenerationJob"("finishedAt");

-- CreateIndex
CREATE INDEX "VideoGenerationJob_updatedAt_idx" ON "VideoGenerationJob"("updatedAt");

-- CreateIndex
CREATE INDEX "ProviderCall_outcome_idx" ON "ProviderCall"("outcome");

-- CreateIndex
CREATE INDEX "ProviderCall_provider_requestId_idx" ON "ProviderCall"("provider", "requestId");

-- CreateIndex
CREATE UNIQUE INDEX "ProviderCall_jobId_step_seq_key" ON "ProviderCall"("jobId", "step", "seq");

-- CreateIndex
CREATE INDEX "Step_recipeHash_idx" ON "Step"("recipeHash");

-- CreateIndex
CREATE INDEX "Step_artefactKey_idx" ON "Step"("artefactKey");

-- CreateIndex
CREATE UNIQUE INDEX "LedgerEntry_key_key" ON "LedgerEntry"("key");

-- CreateIndex
CREATE INDEX "LedgerEntry_day_kind_idx" ON "LedgerEntry"("day", "kind");

-- CreateIndex
CREATE INDEX "LedgerEntry_jobId_idx" ON "LedgerEntry"("jobId");

-- CreateIndex
CREATE INDEX "LedgerEntry_batchId_idx" ON "LedgerEntry"("batchId");

-- CreateIndex
CREATE INDEX "LedgerEntry_callId_idx" ON "LedgerEntry"("callId");

-- CreateIndex
CREATE INDEX "Hold_endedAt_idx" ON "Hold"("endedAt");

-- CreateIndex
CREATE INDEX "JobEvent_jobId_id_idx" ON "JobEvent"("jobId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Notification_dedupeKey_key" ON "Notification"("dedupeKey");

-- CreateIndex
CREATE INDEX "Notification_deliveredAt_nextTryAt_idx" ON "Notification"("deliveredAt", "nextTryAt");


