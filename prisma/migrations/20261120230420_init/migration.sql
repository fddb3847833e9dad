-- CreateEnum
CREATE TYPE "unit_kind" AS ENUM ('department', 'property_company');

-- CreateEnum
CREATE TYPE "member_role" AS ENUM ('grid_worker', 'duty_officer', 'unit_contact', 'arbiter', 'supervisor', 'admin');

-- CreateEnum
CREATE TYPE "language" AS ENUM ('zh-CN', 'en');

-- CreateEnum
CREATE TYPE "channel" AS ENUM ('telegram', 'wechat', 'web', 'local');

-- CreateEnum
CREATE TYPE "work_group_kind" AS ENUM ('grid', 'unit', 'duty');

-- CreateEnum
CREATE TYPE "chat_kind" AS ENUM ('private', 'group');

-- CreateEnum
CREATE TYPE "inbound_kind" AS ENUM ('text', 'action', 'location', 'attachment', 'unsupported');

-- CreateEnum
CREATE TYPE "inbound_state" AS ENUM ('received', 'handled', 'failed');

-- CreateEnum
CREATE TYPE "outbound_state" AS ENUM ('pending', 'sent', 'superseded', 'undeliverable');

-- CreateEnum
CREATE TYPE "ticket_state" AS ENUM ('needs_info', 'unrouted', 'assigned', 'accepted', 'whistled', 'arbitration', 'resolved', 'closed', 'withdrawn', 'merged');

-- CreateEnum
CREATE TYPE "urgency" AS ENUM ('normal', 'urgent', 'emergency');

-- CreateEnum
CREATE TYPE "outcome" AS ENUM ('fixed', 'answered', 'not_fixable_now', 'outside_remit');

-- CreateEnum
CREATE TYPE "decided_by" AS ENUM ('rule', 'model', 'local', 'person');

-- CreateTable
CREATE TABLE "district" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,

    CONSTRAINT "district_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subdistrict" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "district_id" UUID NOT NULL,

    CONSTRAINT "subdistrict_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "community" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "subdistrict_id" UUID NOT NULL,

    CONSTRAINT "community_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "grid" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "community_id" UUID NOT NULL,
    "area" JSONB,

    CONSTRAINT "grid_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "place" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "aliases" TEXT[],
    "grid_id" UUID NOT NULL,
    "building_from" INTEGER,
    "building_to" INTEGER,
    "property_id" UUID,

    CONSTRAINT "place_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "kind" "unit_kind" NOT NULL,
    "name_zh" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "phone" TEXT,

    CONSTRAINT "unit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" "member_role" NOT NULL,
    "grid_id" UUID,
    "community_id" UUID,
    "unit_id" UUID,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "last_served_at" TIMESTAMPTZ(3),

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "resident" (
    "id" UUID NOT NULL,
    "name" TEXT,
    "language" "language" NOT NULL DEFAULT 'zh-CN',
    "home_place_id" UUID,
    "home_building" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "resident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity" (
    "id" UUID NOT NULL,
    "channel" "channel" NOT NULL,
    "external_id" TEXT NOT NULL,
    "name" TEXT,
    "resident_id" UUID,
    "member_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work_group" (
    "id" UUID NOT NULL,
    "kind" "work_group_kind" NOT NULL,
    "name_zh" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "language" "language" NOT NULL DEFAULT 'zh-CN',
    "grid_id" UUID,
    "unit_id" UUID,
    "community_id" UUID,

    CONSTRAINT "work_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "code_hash" TEXT NOT NULL,
    "member_id" UUID,
    "work_group_id" UUID,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "web_session" (
    "id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "identity_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "web_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversation" (
    "id" UUID NOT NULL,
    "channel" "channel" NOT NULL,
    "external_id" TEXT NOT NULL,
    "kind" "chat_kind" NOT NULL,
    "resident_id" UUID,
    "work_group_id" UUID,
    "awaiting" TEXT,
    "awaiting_at" TIMESTAMPTZ(3),
    "reachable" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound_message" (
    "id" UUID NOT NULL,
    "channel" "channel" NOT NULL,
    "external_id" TEXT NOT NULL,
    "conversation_id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "kind" "inbound_kind" NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "data" JSONB NOT NULL DEFAULT '{}',
    "state" "inbound_state" NOT NULL DEFAULT 'received',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "handled_at" TIMESTAMPTZ(3),
    "ticket_id" UUID,

    CONSTRAINT "inbound_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbound_message" (
    "id" UUID NOT NULL,
    "channel" "channel" NOT NULL,
    "conversation_id" UUID NOT NULL,
    "ticket_id" UUID,
    "card" BOOLEAN NOT NULL DEFAULT false,
    "content" JSONB NOT NULL DEFAULT '{}',
    "state" "outbound_state" NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "external_id" TEXT,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "replaces_id" UUID,
    "edited_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbound_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket_card" (
    "ticket_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "message_id" UUID,
    "menu" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ticket_card_pkey" PRIMARY KEY ("ticket_id","conversation_id")
);

-- CreateTable
CREATE TABLE "ticket" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "state" "ticket_state" NOT NULL,
    "version" INTEGER NOT NULL,
    "resident_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "language" "language" NOT NULL,
    "category" TEXT NOT NULL,
    "urgency" "urgency" NOT NULL,
    "text" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "grid_id" UUID,
    "place_id" UUID,
    "place_text" TEXT,
    "owner_id" UUID,
    "outcome" "outcome",
    "rating" INTEGER,
    "returns" INTEGER NOT NULL DEFAULT 0,
    "reopens" INTEGER NOT NULL DEFAULT 0,
    "accept_by" TIMESTAMPTZ(3),
    "answer_by" TIMESTAMPTZ(3),
    "resolve_by" TIMESTAMPTZ(3),
    "confirm_by" TIMESTAMPTZ(3),
    "parent_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "assigned_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket_event" (
    "ticket_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "data" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ticket_event_pkey" PRIMARY KEY ("ticket_id","version")
);

-- CreateTable
CREATE TABLE "triage_decision" (
    "id" UUID NOT NULL,
    "ticket_id" UUID NOT NULL,
    "decided_by" "decided_by" NOT NULL,
    "category" TEXT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "model" TEXT,
    "prompt_version" TEXT,
    "input_tokens" INTEGER NOT NULL DEFAULT 0,
    "output_tokens" INTEGER NOT NULL DEFAULT 0,
    "milliseconds" INTEGER NOT NULL DEFAULT 0,
    "fallback" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "triage_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket_counter" (
    "day" TEXT NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "ticket_counter_pkey" PRIMARY KEY ("day")
);

-- CreateIndex
CREATE UNIQUE INDEX "district_code_key" ON "district"("code");

-- CreateIndex
CREATE UNIQUE INDEX "subdistrict_code_key" ON "subdistrict"("code");

-- CreateIndex
CREATE INDEX "subdistrict_district_id_idx" ON "subdistrict"("district_id");

-- CreateIndex
CREATE UNIQUE INDEX "community_code_key" ON "community"("code");

-- CreateIndex
CREATE INDEX "community_subdistrict_id_idx" ON "community"("subdistrict_id");

-- CreateIndex
CREATE UNIQUE INDEX "grid_code_key" ON "grid"("code");

-- CreateIndex
CREATE INDEX "grid_community_id_idx" ON "grid"("community_id");

-- CreateIndex
CREATE UNIQUE INDEX "place_code_key" ON "place"("code");

-- CreateIndex
CREATE INDEX "place_grid_id_idx" ON "place"("grid_id");

-- CreateIndex
CREATE INDEX "place_property_id_idx" ON "place"("property_id");

-- CreateIndex
CREATE UNIQUE INDEX "unit_code_key" ON "unit"("code");

-- CreateIndex
CREATE INDEX "member_grid_id_active_idx" ON "member"("grid_id", "active");

-- CreateIndex
CREATE INDEX "member_community_id_role_idx" ON "member"("community_id", "role");

-- CreateIndex
CREATE INDEX "member_unit_id_idx" ON "member"("unit_id");

-- CreateIndex
CREATE INDEX "resident_home_place_id_idx" ON "resident"("home_place_id");

-- CreateIndex
CREATE INDEX "identity_resident_id_idx" ON "identity"("resident_id");

-- CreateIndex
CREATE INDEX "identity_member_id_idx" ON "identity"("member_id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_channel_external_id_key" ON "identity"("channel", "external_id");

-- CreateIndex
CREATE INDEX "work_group_grid_id_idx" ON "work_group"("grid_id");

-- CreateIndex
CREATE INDEX "work_group_unit_id_idx" ON "work_group"("unit_id");

-- CreateIndex
CREATE INDEX "work_group_community_id_idx" ON "work_group"("community_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_code_hash_key" ON "invitation"("code_hash");

-- CreateIndex
CREATE INDEX "invitation_member_id_idx" ON "invitation"("member_id");

-- CreateIndex
CREATE INDEX "invitation_work_group_id_idx" ON "invitation"("work_group_id");

-- CreateIndex
CREATE UNIQUE INDEX "web_session_token_hash_key" ON "web_session"("token_hash");

-- CreateIndex
CREATE INDEX "web_session_identity_id_idx" ON "web_session"("identity_id");

-- CreateIndex
CREATE INDEX "conversation_resident_id_idx" ON "conversation"("resident_id");

-- CreateIndex
CREATE INDEX "conversation_work_group_id_idx" ON "conversation"("work_group_id");

-- CreateIndex
CREATE UNIQUE INDEX "conversation_channel_external_id_key" ON "conversation"("channel", "external_id");

-- CreateIndex
CREATE INDEX "inbound_message_conversation_id_id_idx" ON "inbound_message"("conversation_id", "id");

-- CreateIndex
CREATE INDEX "inbound_message_ticket_id_idx" ON "inbound_message"("ticket_id");

-- CreateIndex
CREATE INDEX "inbound_message_identity_id_idx" ON "inbound_message"("identity_id");

-- CreateIndex
CREATE INDEX "inbound_message_received_idx" ON "inbound_message"("conversation_id", "id") WHERE (state = 'received');

-- CreateIndex
CREATE UNIQUE INDEX "inbound_message_channel_external_id_key" ON "inbound_message"("channel", "external_id");

-- CreateIndex
CREATE INDEX "outbound_message_conversation_id_id_idx" ON "outbound_message"("conversation_id", "id");

-- CreateIndex
CREATE INDEX "outbound_message_conversation_id_external_id_idx" ON "outbound_message"("conversation_id", "external_id");

-- CreateIndex
CREATE INDEX "outbound_message_ticket_id_idx" ON "outbound_message"("ticket_id");

-- CreateIndex
CREATE INDEX "outbound_message_pending_idx" ON "outbound_message"("channel", "not_before") WHERE (state = 'pending');

-- CreateIndex
CREATE INDEX "ticket_card_message_id_idx" ON "ticket_card"("message_id");

-- CreateIndex
CREATE INDEX "ticket_card_conversation_id_idx" ON "ticket_card"("conversation_id");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_number_key" ON "ticket"("number");

-- CreateIndex
CREATE INDEX "ticket_resident_id_created_at_idx" ON "ticket"("resident_id", "created_at");

-- CreateIndex
CREATE INDEX "ticket_conversation_id_idx" ON "ticket"("conversation_id");

-- CreateIndex
CREATE INDEX "ticket_grid_id_state_idx" ON "ticket"("grid_id", "state");

-- CreateIndex
CREATE INDEX "ticket_owner_id_state_idx" ON "ticket"("owner_id", "state");

-- CreateIndex
CREATE INDEX "ticket_place_id_idx" ON "ticket"("place_id");

-- CreateIndex
CREATE INDEX "ticket_parent_id_idx" ON "ticket"("parent_id");

-- CreateIndex
CREATE INDEX "ticket_state_updated_at_idx" ON "ticket"("state", "updated_at");

-- CreateIndex
CREATE INDEX "ticket_event_kind_at_idx" ON "ticket_event"("kind", "at");

-- CreateIndex
CREATE INDEX "triage_decision_ticket_id_idx" ON "triage_decision"("ticket_id");

-- AddForeignKey
ALTER TABLE "subdistrict" ADD CONSTRAINT "subdistrict_district_id_fkey" FOREIGN KEY ("district_id") REFERENCES "district"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "community" ADD CONSTRAINT "community_subdistrict_id_fkey" FOREIGN KEY ("subdistrict_id") REFERENCES "subdistrict"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grid" ADD CONSTRAINT "grid_community_id_fkey" FOREIGN KEY ("community_id") REFERENCES "community"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "place" ADD CONSTRAINT "place_grid_id_fkey" FOREIGN KEY ("grid_id") REFERENCES "grid"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "place" ADD CONSTRAINT "place_property_id_fkey" FOREIGN KEY ("property_id") REFERENCES "unit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_grid_id_fkey" FOREIGN KEY ("grid_id") REFERENCES "grid"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_community_id_fkey" FOREIGN KEY ("community_id") REFERENCES "community"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "resident" ADD CONSTRAINT "resident_home_place_id_fkey" FOREIGN KEY ("home_place_id") REFERENCES "place"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity" ADD CONSTRAINT "identity_resident_id_fkey" FOREIGN KEY ("resident_id") REFERENCES "resident"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity" ADD CONSTRAINT "identity_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "work_group" ADD CONSTRAINT "work_group_grid_id_fkey" FOREIGN KEY ("grid_id") REFERENCES "grid"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "work_group" ADD CONSTRAINT "work_group_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "work_group" ADD CONSTRAINT "work_group_community_id_fkey" FOREIGN KEY ("community_id") REFERENCES "community"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_work_group_id_fkey" FOREIGN KEY ("work_group_id") REFERENCES "work_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "web_session" ADD CONSTRAINT "web_session_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_work_group_id_fkey" FOREIGN KEY ("work_group_id") REFERENCES "work_group"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbound_message" ADD CONSTRAINT "inbound_message_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbound_message" ADD CONSTRAINT "inbound_message_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbound_message" ADD CONSTRAINT "inbound_message_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbound_message" ADD CONSTRAINT "outbound_message_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbound_message" ADD CONSTRAINT "outbound_message_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_card" ADD CONSTRAINT "ticket_card_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_card" ADD CONSTRAINT "ticket_card_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_card" ADD CONSTRAINT "ticket_card_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "outbound_message"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_resident_id_fkey" FOREIGN KEY ("resident_id") REFERENCES "resident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_grid_id_fkey" FOREIGN KEY ("grid_id") REFERENCES "grid"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_place_id_fkey" FOREIGN KEY ("place_id") REFERENCES "place"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "ticket"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_event" ADD CONSTRAINT "ticket_event_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "triage_decision" ADD CONSTRAINT "triage_decision_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;
