-- When it was said, by the clock of the platform; none: when it was received.
ALTER TABLE "inbound_message" ADD COLUMN "said_at" TIMESTAMPTZ(3);
