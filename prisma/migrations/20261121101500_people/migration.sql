-- AlterTable
ALTER TABLE "resident" ADD COLUMN     "forgotten_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "identity" ADD COLUMN     "link_tried_at" TIMESTAMPTZ(3),
ADD COLUMN     "link_tries" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "invitation" ADD COLUMN     "resident_id" UUID;

-- AlterTable
ALTER TABLE "conversation" ADD COLUMN     "erase_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "resident_notice" (
    "resident_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "agreed_at" TIMESTAMPTZ(3),

    CONSTRAINT "resident_notice_pkey" PRIMARY KEY ("resident_id","version")
);

-- CreateIndex
CREATE INDEX "invitation_resident_id_idx" ON "invitation"("resident_id");

-- CreateIndex
CREATE INDEX "conversation_erase_idx" ON "conversation"("erase_at") WHERE (erase_at IS NOT NULL);

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_resident_id_fkey" FOREIGN KEY ("resident_id") REFERENCES "resident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "resident_notice" ADD CONSTRAINT "resident_notice_resident_id_fkey" FOREIGN KEY ("resident_id") REFERENCES "resident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The right to erasure (PIPL Art. 47): an event's words may go, when the transaction names the ticket in linli.erasing.
-- Who, what, when and which fields there are stays as it was; nothing else may be changed by anybody.
CREATE OR REPLACE FUNCTION "ticket_event_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND coalesce(current_setting('linli.erasing', true), '') <> '' THEN
    RETURN NULL; -- row by row: ticket_event_words_only
  END IF;
  RAISE EXCEPTION 'ticket_event is append-only: % refused; append an event that corrects it', TG_OP;
END;
$$;

CREATE FUNCTION "ticket_event_words_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('linli.erasing', true), '') <> OLD.ticket_id::text
    OR (NEW.ticket_id, NEW.version, NEW.kind, NEW.actor_kind, NEW.actor_id, NEW.at)
      IS DISTINCT FROM (OLD.ticket_id, OLD.version, OLD.kind, OLD.actor_kind, OLD.actor_id, OLD.at)
    OR ARRAY(SELECT jsonb_object_keys(NEW.data) AS k ORDER BY k) <> ARRAY(SELECT jsonb_object_keys(OLD.data) AS k ORDER BY k)
  THEN
    RAISE EXCEPTION 'ticket_event is append-only: % refused; append an event that corrects it', TG_OP;
  END IF;
  RETURN NEW;
END;
$$;

CREATE TRIGGER "ticket_event_words_only"
  BEFORE UPDATE ON "ticket_event"
  FOR EACH ROW EXECUTE FUNCTION "ticket_event_words_only"();
