-- A message on whose handling a process dies counts as tried.
ALTER TABLE "inbound_message" ADD COLUMN "begun_by" UUID, ADD COLUMN "lost" INTEGER NOT NULL DEFAULT 0;
