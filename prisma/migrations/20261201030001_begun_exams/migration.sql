-- AlterTable
ALTER TABLE "prompt_exam" ADD COLUMN     "begun_by" UUID, ADD COLUMN     "lost" INTEGER NOT NULL DEFAULT 0;
