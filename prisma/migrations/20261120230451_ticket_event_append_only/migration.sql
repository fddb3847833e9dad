-- Something that happened to a ticket is appended, never edited: who answers for a late ticket, and the three
-- rates, are read from it. TRUNCATE stays possible: tests clean up with it, and nobody runs it by mistake.
CREATE FUNCTION "ticket_event_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ticket_event is append-only: % refused; append an event that corrects it', TG_OP;
END;
$$;

CREATE TRIGGER "ticket_event_append_only"
  BEFORE UPDATE OR DELETE ON "ticket_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "ticket_event_append_only"();
