-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "member_role" ADD VALUE 'community_officer';
ALTER TYPE "member_role" ADD VALUE 'property_manager';

-- AlterEnum
ALTER TYPE "ticket_state" ADD VALUE 'meeting';

-- AlterTable
ALTER TABLE "member" ADD COLUMN     "code" TEXT,
ADD COLUMN     "deputy_id" UUID,
ADD COLUMN     "part_time" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "ticket" ADD COLUMN     "alarm_at" TIMESTAMPTZ(3),
ADD COLUMN     "answered_at" TIMESTAMPTZ(3),
ADD COLUMN     "decide_by" TIMESTAMPTZ(3),
ADD COLUMN     "excluded" TEXT,
ADD COLUMN     "follow_up_at" TIMESTAMPTZ(3),
ADD COLUMN     "held_by_id" UUID,
ADD COLUMN     "hot" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "meeting" JSONB,
ADD COLUMN     "photos" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "promised_at" TIMESTAMPTZ(3),
ADD COLUMN     "tasks" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "unit_id" UUID,
ADD COLUMN     "waiting_since" TIMESTAMPTZ(3),
ADD COLUMN     "warned" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "working_time" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "unit" ADD COLUMN     "hours" TEXT,
ADD COLUMN     "responsibilities" TEXT[];

-- AlterTable
ALTER TABLE "work_group" ADD COLUMN     "subdistrict_id" UUID;

-- CreateTable
CREATE TABLE "shift" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "days" INTEGER[],
    "from" INTEGER NOT NULL,
    "to" INTEGER NOT NULL,

    CONSTRAINT "shift_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "leave" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3) NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "leave_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "calendar_day" (
    "day" TEXT NOT NULL,
    "working" BOOLEAN NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "calendar_day_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "shift_member_id_idx" ON "shift"("member_id");

-- CreateIndex
CREATE INDEX "leave_member_id_to_idx" ON "leave"("member_id", "to");

-- CreateIndex
CREATE UNIQUE INDEX "member_code_key" ON "member"("code");

-- CreateIndex
CREATE INDEX "member_deputy_id_idx" ON "member"("deputy_id");

-- CreateIndex
CREATE INDEX "ticket_unit_id_state_idx" ON "ticket"("unit_id", "state");

-- CreateIndex
CREATE INDEX "ticket_held_by_id_idx" ON "ticket"("held_by_id");

-- CreateIndex
CREATE INDEX "ticket_grid_id_category_created_at_idx" ON "ticket"("grid_id", "category", "created_at");

-- CreateIndex
CREATE INDEX "ticket_alarm_idx" ON "ticket"("alarm_at") WHERE (alarm_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "work_group_subdistrict_id_idx" ON "work_group"("subdistrict_id");

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_deputy_id_fkey" FOREIGN KEY ("deputy_id") REFERENCES "member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shift" ADD CONSTRAINT "shift_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leave" ADD CONSTRAINT "leave_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "work_group" ADD CONSTRAINT "work_group_subdistrict_id_fkey" FOREIGN KEY ("subdistrict_id") REFERENCES "subdistrict"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_held_by_id_fkey" FOREIGN KEY ("held_by_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
