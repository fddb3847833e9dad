-- CreateTable
CREATE TABLE "closure_check" (
    "ticket_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "closure_check_pkey" PRIMARY KEY ("ticket_id","version")
);

-- AddForeignKey
ALTER TABLE "closure_check" ADD CONSTRAINT "closure_check_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;
