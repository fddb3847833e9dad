-- Talk in groups that belongs to no ticket is not kept: what was kept of it until now goes, its files with the next clean-up.
UPDATE attachment a SET inbound_message_id = NULL, state = 'refused', error = 'no ticket', name = '', source = a.id::text, created_at = 'epoch'
FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id
WHERE a.inbound_message_id = m.id AND c.kind = 'group' AND m.ticket_id IS NULL AND m.state <> 'received';

UPDATE inbound_message m SET text = '', data = jsonb_strip_nulls(jsonb_build_object('dropped', true, 'edits', m.data->'edits'))
FROM conversation c WHERE c.id = m.conversation_id AND c.kind = 'group' AND m.ticket_id IS NULL AND m.state <> 'received';
