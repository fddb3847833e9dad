-- When a member was last told to have left a group chat.
CREATE TABLE "left_chat" (
    "member_id" UUID NOT NULL,
    "channel" "channel" NOT NULL,
    "chat" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "left_chat_pkey" PRIMARY KEY ("member_id","channel","chat")
);

ALTER TABLE "left_chat" ADD CONSTRAINT "left_chat_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;
