-- A ticket's row keeps how its words begin and end (MOST_KEPT in src/domain/ticket.ts); its events have them whole.
UPDATE "ticket" SET "text" = left("text", 1498) || E'\n…\n' || right("text", 499) WHERE length("text") > 2000;
