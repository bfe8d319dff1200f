-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "ModelType" AS ENUM ('female', 'male');

-- CreateEnum
CREATE TYPE "JobStatus" AS ENUM ('DEFERRED', 'AWAITING_APPROVAL', 'QUEUED', 'GENERATING_IMAGES', 'GENERATING_VIDEO', 'UPLOADING', 'RETRYING', 'NEEDS_REVIEW', 'COMPLETED', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "BatchState" AS ENUM ('LOADING', 'READY', 'ABORTED');

-- CreateEnum
CREATE TYPE "StepName" AS ENUM ('START_FRAME', 'END_FRAME', 'VIDEO', 'UPLOAD', 'PUBLISH');

-- CreateEnum
CREATE TYPE "CallOutcome" AS ENUM ('INTENT', 'ACCEPTED', 'SUCCEEDED', 'FAILED', 'UNKNOWN', 'VOID');

-- CreateEnum
CREATE TYPE "LedgerKind" AS ENUM ('RESERVE', 'RELEASE', 'CHARGE', 'ADJUST');

-- CreateTable
CREATE TABLE "Product" (
    "id" TEXT NOT NULL,
    "name" TEXT,
    "imageUrl" TEXT NOT NULL,
    "modelType" "ModelType" NOT NULL,
    "category" TEXT,
    "videoUrl" TEXT,
    "videoKey" TEXT,
    "videoJobId" TEXT,
    "posterUrl" TEXT,
    "retiredAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Batch" (
    "id" TEXT NOT NULL,
    "state" "BatchState" NOT NULL,
    "sourceName" TEXT NOT NULL,
    "sourceHash" TEXT,
    "actor" TEXT NOT NULL,
    "counts" JSONB NOT NULL,
    "perDay" INTEGER,
    "first" BOOLEAN NOT NULL DEFAULT false,
    "estimateMicros" BIGINT NOT NULL,
    "budgetDay" TEXT NOT NULL,
    "leaseOwner" TEXT,
    "leaseUntil" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "VideoGenerationJob" (
    "id" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "batchId" TEXT NOT NULL,
    "status" "JobStatus" NOT NULL,
    "progress" INTEGER NOT NULL DEFAULT 0,
    "input" JSONB NOT NULL,
    "options" JSONB NOT NULL,
    "inputHash" TEXT NOT NULL,
    "claimKey" TEXT,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "maxAttempts" INTEGER NOT NULL DEFAULT 3,
    "crashes" INTEGER NOT NULL DEFAULT 0,
    "nextRunAt" TIMESTAMP(3),
    "notBefore" TIMESTAMP(3),
    "deliverySeq" INTEGER NOT NULL DEFAULT 0,
    "dispatchedAt" TIMESTAMP(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "leaseOwner" TEXT,
    "leaseUntil" TIMESTAMP(3),
    "heldFor" TEXT,
    "cancelRequestedAt" TIMESTAMP(3),
    "estimateMicros" BIGINT NOT NULL,
    "reservedMicros" BIGINT NOT NULL DEFAULT 0,
    "reservedJobs" INTEGER NOT NULL DEFAULT 0,
    "costMicros" BIGINT NOT NULL DEFAULT 0,
    "budgetDay" TEXT NOT NULL,
    "errorCode" TEXT,
    "errorParams" JSONB,
    "videoUrl" TEXT,
    "queuedAt" TIMESTAMP(3) NOT NULL,
    "startedAt" TIMESTAMP(3),
    "finishedAt" TIMESTAMP(3),
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "VideoGenerationJob_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProviderCall" (
    "id" TEXT NOT NULL,
    "jobId" TEXT NOT NULL,
    "step" "StepName" NOT NULL,
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
    "request" JSONB,
    "sendDeadline" TIMESTAMP(3) NOT NULL,
    "requestId" TEXT,
    "resultExpiresAt" TIMESTAMP(3),
    "outcome" "CallOutcome" NOT NULL,
    "reservedMicros" BIGINT NOT NULL,
    "costMicros" BIGINT,
    "costSource" TEXT,
    "errorCode" TEXT,
    "errorParams" JSONB,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "acceptedAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "ProviderCall_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Step" (
    "jobId" TEXT NOT NULL,
    "step" "StepName" NOT NULL,
    "callId" TEXT,
    "reusedJobId" TEXT,
    "artefactKey" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "contentType" TEXT NOT NULL,
    "recipeHash" TEXT NOT NULL,
    "doneAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Step_pkey" PRIMARY KEY ("jobId","step")
);

-- CreateTable
CREATE TABLE "LedgerEntry" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "day" TEXT NOT NULL,
    "batchId" TEXT NOT NULL,
    "jobId" TEXT,
    "callId" TEXT,
    "service" TEXT,
    "provider" TEXT,
    "kind" "LedgerKind" NOT NULL,
    "amountMicros" BIGINT NOT NULL,
    "jobs" INTEGER NOT NULL DEFAULT 0,
    "source" TEXT NOT NULL,
    "key" TEXT NOT NULL,

    CONSTRAINT "LedgerEntry_pkey" PRIMARY KEY ("id")
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

    CONSTRAINT "DailyUsage_pkey" PRIMARY KEY ("period","provider")
);

-- CreateTable
CREATE TABLE "Hold" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "since" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),
    "endedBy" TEXT,

    CONSTRAINT "Hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProviderPace" (
    "provider" TEXT NOT NULL,
    "notBefore" TIMESTAMP(3),
    "waits" INTEGER NOT NULL DEFAULT 0,
    "code" TEXT,

    CONSTRAINT "ProviderPace_pkey" PRIMARY KEY ("provider")
);

-- CreateTable
CREATE TABLE "JobEvent" (
    "id" SERIAL NOT NULL,
    "jobId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "type" TEXT NOT NULL,
    "from" "JobStatus",
    "to" "JobStatus",
    "attempt" INTEGER NOT NULL,
    "actor" TEXT NOT NULL,
    "details" JSONB,

    CONSTRAINT "JobEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Notification" (
    "id" TEXT NOT NULL,
    "dedupeKey" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMP(3),
    "deliveredAt" TIMESTAMP(3),

    CONSTRAINT "Notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Duty" (
    "name" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "until" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Duty_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "Meta" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "Meta_pkey" PRIMARY KEY ("key")
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
CREATE INDEX "ProviderCall_provider_createdAt_idx" ON "ProviderCall"("provider", "createdAt");

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

-- AddForeignKey
ALTER TABLE "VideoGenerationJob" ADD CONSTRAINT "VideoGenerationJob_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "VideoGenerationJob" ADD CONSTRAINT "VideoGenerationJob_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "Batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProviderCall" ADD CONSTRAINT "ProviderCall_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "VideoGenerationJob"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Step" ADD CONSTRAINT "Step_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "VideoGenerationJob"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "JobEvent" ADD CONSTRAINT "JobEvent_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "VideoGenerationJob"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


