-- CreateEnum
CREATE TYPE "attachment_state" AS ENUM ('waiting', 'stored', 'refused');

-- CreateEnum
CREATE TYPE "attachment_kind" AS ENUM ('photo', 'video', 'voice', 'file');

-- CreateTable
CREATE TABLE "attachment" (
    "id" UUID NOT NULL,
    "channel" "channel" NOT NULL,
    "source" TEXT NOT NULL,
    "identity_id" UUID,
    "inbound_message_id" UUID,
    "state" "attachment_state" NOT NULL DEFAULT 'waiting',
    "kind" "attachment_kind" NOT NULL,
    "sha256" TEXT,
    "thumbnail" TEXT,
    "mime" TEXT,
    "name" TEXT NOT NULL DEFAULT '',
    "bytes" INTEGER,
    "width" INTEGER,
    "height" INTEGER,
    "proof" BOOLEAN NOT NULL DEFAULT false,
    "error" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "shown_at" TIMESTAMPTZ(3),

    CONSTRAINT "attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attachment_sent" (
    "attachment_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attachment_sent_pkey" PRIMARY KEY ("attachment_id","conversation_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "attachment_inbound_message_id_key" ON "attachment"("inbound_message_id");

-- CreateIndex
CREATE INDEX "attachment_identity_id_idx" ON "attachment"("identity_id");

-- CreateIndex
CREATE INDEX "attachment_sha256_idx" ON "attachment"("sha256");

-- CreateIndex
CREATE INDEX "attachment_thumbnail_idx" ON "attachment"("thumbnail");

-- CreateIndex
CREATE INDEX "attachment_open_idx" ON "attachment"("channel", "not_before") WHERE (state <> 'refused' AND shown_at IS NULL);

-- CreateIndex
CREATE INDEX "attachment_sent_conversation_id_idx" ON "attachment_sent"("conversation_id");

-- AddForeignKey
ALTER TABLE "attachment" ADD CONSTRAINT "attachment_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attachment" ADD CONSTRAINT "attachment_inbound_message_id_fkey" FOREIGN KEY ("inbound_message_id") REFERENCES "inbound_message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attachment_sent" ADD CONSTRAINT "attachment_sent_attachment_id_fkey" FOREIGN KEY ("attachment_id") REFERENCES "attachment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attachment_sent" ADD CONSTRAINT "attachment_sent_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
