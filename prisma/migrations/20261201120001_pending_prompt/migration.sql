-- What the next message may answer, and what a card has unfolded, as tagged values in place of strings that were parsed.

ALTER TABLE conversation ADD COLUMN pending_prompt JSONB, ADD COLUMN pending_until TIMESTAMPTZ(3);
UPDATE conversation SET
  pending_until = awaiting_at + interval '30 minutes',
  pending_prompt = CASE
    WHEN awaiting LIKE 'more:%' THEN jsonb_build_object('kind', 'details', 'ticket', substr(awaiting, 6))
    WHEN awaiting LIKE 'voice:%' THEN jsonb_build_object('kind', 'listener', 'message', substr(awaiting, 7))
    WHEN awaiting LIKE 'ask:-:%' THEN jsonb_build_object('kind', 'person', 'message', substr(awaiting, 7))
    WHEN awaiting = 'forget' THEN '{"kind": "erasure"}'
    ELSE '{"kind": "picture"}' END
WHERE awaiting IS NOT NULL;
ALTER TABLE conversation DROP CONSTRAINT conversation_awaiting_has_time, DROP COLUMN awaiting, DROP COLUMN awaiting_at,
  -- A prompt without an end would take what is said a week later for its answer.
  ADD CONSTRAINT conversation_prompt_expires CHECK ((pending_prompt IS NULL) = (pending_until IS NULL));

ALTER TABLE ticket_card ALTER COLUMN menu TYPE JSONB USING CASE
  WHEN menu LIKE 'note:%' THEN jsonb_build_object('kind', 'note', 'outcome', substr(menu, 6))
  WHEN menu LIKE 'whistle%' THEN jsonb_build_object('kind', 'whistle',
    'ticked', to_jsonb(array_remove(string_to_array(regexp_replace(substr(menu, 9), ',?~\d*', '', 'g'), ','), '')),
    'page', coalesce(substring(menu FROM '~(\d{1,3})')::int, 1))
  WHEN menu IS NOT NULL THEN jsonb_build_object('kind', split_part(menu, ':', 1),
    'choice', regexp_replace(substr(menu, strpos(menu || ':', ':') + 1), '~\d*', '', 'g'),
    'page', coalesce(substring(menu FROM '~(\d{1,3})')::int, 1)) END;
