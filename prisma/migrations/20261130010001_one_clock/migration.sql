-- Instants that are compared come from the process's clock: a row without one is refused, not stamped by another clock.
ALTER TABLE "inbound_message" ALTER COLUMN "received_at" DROP DEFAULT;
ALTER TABLE "outbound_message" ALTER COLUMN "not_before" DROP DEFAULT, ALTER COLUMN "created_at" DROP DEFAULT;
ALTER TABLE "closure_check" ALTER COLUMN "created_at" DROP DEFAULT;
ALTER TABLE "attachment" ALTER COLUMN "not_before" DROP DEFAULT, ALTER COLUMN "created_at" DROP DEFAULT;

-- Written and never read.
ALTER TABLE "ticket_card" DROP COLUMN "updated_at";
