-- AlterTable
ALTER TABLE "ticket" ADD COLUMN     "confidential" JSONB;
