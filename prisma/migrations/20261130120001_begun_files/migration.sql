-- AlterTable
ALTER TABLE "attachment" ADD COLUMN     "begun_by" UUID, ADD COLUMN     "lost" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "closure_check" ADD COLUMN     "begun_by" UUID, ADD COLUMN     "lost" INTEGER NOT NULL DEFAULT 0;
