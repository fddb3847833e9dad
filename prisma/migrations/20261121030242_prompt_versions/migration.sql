-- CreateEnum
CREATE TYPE "publication_kind" AS ENUM ('start', 'publish', 'rollback');

-- CreateEnum
CREATE TYPE "exam_state" AS ENUM ('queued', 'running', 'passed', 'refused', 'failed');

-- CreateEnum
CREATE TYPE "label_state" AS ENUM ('proposed', 'confirmed', 'dropped');

-- AlterTable
ALTER TABLE "triage_decision" DROP COLUMN "input_tokens",
DROP COLUMN "output_tokens";

-- CreateTable
CREATE TABLE "model_call" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "purpose" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "prompt_version" TEXT NOT NULL,
    "input_tokens" INTEGER NOT NULL,
    "output_tokens" INTEGER NOT NULL,
    "cost" DOUBLE PRECISION NOT NULL,
    "milliseconds" INTEGER NOT NULL,
    "failure" TEXT,
    "ticket_id" UUID,

    CONSTRAINT "model_call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prompt_version" (
    "id" TEXT NOT NULL,
    "files" JSONB NOT NULL,
    "author" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prompt_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prompt_publication" (
    "id" UUID NOT NULL,
    "version_id" TEXT NOT NULL,
    "kind" "publication_kind" NOT NULL,
    "author" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prompt_publication_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prompt_exam" (
    "id" UUID NOT NULL,
    "version_id" TEXT NOT NULL,
    "baseline_id" TEXT,
    "decider" TEXT NOT NULL,
    "cases_hash" TEXT NOT NULL,
    "state" "exam_state" NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "result" JSONB,
    "error" TEXT,
    "author" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "prompt_exam_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shadow" (
    "id" UUID NOT NULL,
    "version_id" TEXT NOT NULL,
    "share" DOUBLE PRECISION NOT NULL,
    "author" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "shadow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shadow_answer" (
    "id" UUID NOT NULL,
    "shadow_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "live_version" TEXT NOT NULL,
    "agrees" BOOLEAN NOT NULL,
    "texts" TEXT[],
    "live" JSONB NOT NULL,
    "draft" JSONB NOT NULL,

    CONSTRAINT "shadow_answer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "label" (
    "id" UUID NOT NULL,
    "ticket_id" UUID,
    "language" "language" NOT NULL,
    "text" TEXT NOT NULL,
    "was" TEXT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "decided_by" "decided_by",
    "prompt_version" TEXT,
    "category" TEXT NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "state" "label_state" NOT NULL DEFAULT 'proposed',
    "judged_by" TEXT,
    "judged_at" TIMESTAMPTZ(3),
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "label_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "model_call_at_idx" ON "model_call"("at");

-- CreateIndex
CREATE INDEX "model_call_ticket_id_idx" ON "model_call"("ticket_id");

-- CreateIndex
CREATE INDEX "prompt_version_created_at_idx" ON "prompt_version"("created_at");

-- CreateIndex
CREATE INDEX "prompt_publication_version_id_idx" ON "prompt_publication"("version_id");

-- CreateIndex
CREATE INDEX "prompt_exam_version_id_started_at_idx" ON "prompt_exam"("version_id", "started_at");

-- CreateIndex
CREATE INDEX "prompt_exam_baseline_id_idx" ON "prompt_exam"("baseline_id");

-- CreateIndex
CREATE INDEX "shadow_version_id_idx" ON "shadow"("version_id");

-- CreateIndex
CREATE INDEX "shadow_running_idx" ON "shadow"("started_at") WHERE (ended_at IS NULL);

-- CreateIndex
CREATE INDEX "shadow_answer_shadow_id_agrees_at_idx" ON "shadow_answer"("shadow_id", "agrees", "at");

-- CreateIndex
CREATE INDEX "label_state_proposed_at_idx" ON "label"("state", "proposed_at");

-- CreateIndex
CREATE INDEX "label_ticket_id_idx" ON "label"("ticket_id");

-- CreateIndex
CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at");

-- CreateIndex
CREATE INDEX "audit_entry_subject_idx" ON "audit_entry"("subject");

-- AddForeignKey
ALTER TABLE "model_call" ADD CONSTRAINT "model_call_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prompt_publication" ADD CONSTRAINT "prompt_publication_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "prompt_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prompt_exam" ADD CONSTRAINT "prompt_exam_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "prompt_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prompt_exam" ADD CONSTRAINT "prompt_exam_baseline_id_fkey" FOREIGN KEY ("baseline_id") REFERENCES "prompt_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shadow" ADD CONSTRAINT "shadow_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "prompt_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shadow_answer" ADD CONSTRAINT "shadow_answer_shadow_id_fkey" FOREIGN KEY ("shadow_id") REFERENCES "shadow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "label" ADD CONSTRAINT "label_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- A version that changed would no longer be what it was examined as; a log that can be edited proves nothing.
CREATE FUNCTION "immutable_row"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP;
END;
$$;

CREATE TRIGGER "prompt_version_immutable"
  BEFORE UPDATE OR DELETE ON "prompt_version"
  FOR EACH STATEMENT EXECUTE FUNCTION "immutable_row"();

CREATE TRIGGER "prompt_publication_immutable"
  BEFORE UPDATE OR DELETE ON "prompt_publication"
  FOR EACH STATEMENT EXECUTE FUNCTION "immutable_row"();

CREATE TRIGGER "audit_entry_immutable"
  BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "immutable_row"();
