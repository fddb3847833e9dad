-- CreateTable
CREATE TABLE "digest" (
    "work_group_id" UUID NOT NULL,
    "span" TEXT NOT NULL,
    "day" TEXT NOT NULL,

    CONSTRAINT "digest_pkey" PRIMARY KEY ("work_group_id","span")
);

-- AddForeignKey
ALTER TABLE "digest" ADD CONSTRAINT "digest_work_group_id_fkey" FOREIGN KEY ("work_group_id") REFERENCES "work_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;
