-- AlterTable
ALTER TABLE "resident" ADD COLUMN     "traditional" BOOLEAN NOT NULL DEFAULT false;
