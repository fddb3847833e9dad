-- States that the code never writes, refused by the database as well. Each constraint follows from the one writer of its
-- table; of tickets from src/domain/transitions.ts and apply-event.ts. prisma/constraints.test.ts tries each state.
--
-- NOT VALID: checked on every write from now on, not on rows of earlier versions, whose code was not held to it. An
-- operator who wants to know may run ALTER TABLE … VALIDATE CONSTRAINT …; the rest is checked on all rows right here.

-- What earlier versions left is set right first.

-- Forgetting somebody took away why a message could not be delivered.
UPDATE outbound_message SET error = 'erased' WHERE state = 'undeliverable' AND error IS NULL;
-- Its worker had left, and no other was to be found: its group has it.
UPDATE ticket SET state = 'assigned', accepted_at = NULL WHERE state = 'accepted' AND owner_id IS NULL;
-- Put off in the very moment in which it ended.
UPDATE ticket SET alarm_at = NULL WHERE state IN ('withdrawn', 'merged') AND alarm_at IS NOT NULL;

ALTER TABLE ticket
  -- Counted up from the first event.
  ADD CONSTRAINT ticket_version_from_1 CHECK (version >= 1),
  -- One return to the duty officers, one to the arbiter, and no more.
  ADD CONSTRAINT ticket_returns_0_to_2 CHECK (returns BETWEEN 0 AND 2),
  ADD CONSTRAINT ticket_reopens_from_0 CHECK (reopens >= 0),
  ADD CONSTRAINT ticket_photos_from_0 CHECK (photos >= 0),
  -- MOST_KEPT of src/domain/ticket.ts, in characters; the events have the words whole.
  ADD CONSTRAINT ticket_text_bounded CHECK (char_length(text) <= 2000),

  -- Whoever works on it, or is to decide about it a second time, has it in a grid, with promises that count.
  ADD CONSTRAINT ticket_worked_on_in_grid CHECK (
    state NOT IN ('assigned', 'accepted', 'whistled', 'meeting', 'arbitration') OR grid_id IS NOT NULL),
  ADD CONSTRAINT ticket_worked_on_promised CHECK (
    state NOT IN ('assigned', 'accepted', 'whistled', 'meeting', 'arbitration')
    OR (assigned_at IS NOT NULL AND accept_by IS NOT NULL AND answer_by IS NOT NULL AND resolve_by IS NOT NULL)) NOT VALID,
  -- The three promises are made together.
  ADD CONSTRAINT ticket_promises_together CHECK (num_nulls(accept_by, answer_by, resolve_by) IN (0, 3)) NOT VALID,
  -- A question about the place comes before everything else.
  ADD CONSTRAINT ticket_needs_info_is_nobodys CHECK (
    state <> 'needs_info' OR num_nonnulls(owner_id, unit_id, held_by_id, assigned_at, accepted_at) = 0),

  -- Taken: by somebody, at some time. A whistled one whose worker left may wait for another, with its departments under way.
  ADD CONSTRAINT ticket_accepted_has_owner CHECK (state <> 'accepted' OR owner_id IS NOT NULL),
  ADD CONSTRAINT ticket_taken_has_time CHECK (state NOT IN ('accepted', 'whistled') OR accepted_at IS NOT NULL),
  -- Whoever is still to take it has not taken it.
  ADD CONSTRAINT ticket_untaken_has_no_time CHECK (
    state NOT IN ('unrouted', 'assigned', 'arbitration') OR accepted_at IS NULL) NOT VALID,
  -- 首接负责 ends when another takes it, or it is done.
  ADD CONSTRAINT ticket_held_until_taken CHECK (
    held_by_id IS NULL OR state IN ('unrouted', 'assigned', 'meeting', 'arbitration', 'withdrawn')) NOT VALID,
  ADD CONSTRAINT ticket_arbitration_after_two_returns CHECK (state <> 'arbitration' OR returns = 2),
  ADD CONSTRAINT ticket_meeting_is_called CHECK (state <> 'meeting' OR meeting IS NOT NULL),
  ADD CONSTRAINT ticket_tasks_are_list CHECK (jsonb_typeof(tasks) = 'array'),
  ADD CONSTRAINT ticket_whistled_has_tasks CHECK (state <> 'whistled' OR tasks <> '[]'),
  -- Whatever ends or turns calls off the departments that are under way.
  ADD CONSTRAINT ticket_tasks_under_way_whistled CHECK (
    state = 'whistled' OR NOT (tasks @> '[{"state": "called"}]' OR tasks @> '[{"state": "reported_in"}]')) NOT VALID,
  -- What is over or follows another waits for no answer.
  ADD CONSTRAINT ticket_waiting_is_open CHECK (
    waiting_since IS NULL OR state NOT IN ('resolved', 'closed', 'withdrawn', 'merged')) NOT VALID,

  -- Done: with an outcome, a time, and a day until which the resident may say otherwise; reopened, it has none of them.
  ADD CONSTRAINT ticket_done_has_outcome CHECK ((state IN ('resolved', 'closed')) = (outcome IS NOT NULL)),
  ADD CONSTRAINT ticket_done_has_time CHECK ((state IN ('resolved', 'closed')) = (resolved_at IS NOT NULL)),
  ADD CONSTRAINT ticket_done_has_confirm_by CHECK ((state IN ('resolved', 'closed')) = (confirm_by IS NOT NULL)),
  -- By somebody; what follows another is done by whoever had that one.
  ADD CONSTRAINT ticket_done_by_somebody CHECK (
    state NOT IN ('resolved', 'closed') OR owner_id IS NOT NULL OR parent_id IS NOT NULL) NOT VALID,
  ADD CONSTRAINT ticket_closed_has_time CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
  ADD CONSTRAINT ticket_rating_of_closed CHECK (rating IS NULL OR (state = 'closed' AND rating BETWEEN 1 AND 5)),
  ADD CONSTRAINT ticket_follow_up_of_closed CHECK (follow_up_at IS NULL OR state = 'closed'),

  ADD CONSTRAINT ticket_merged_has_parent CHECK (state <> 'merged' OR parent_id IS NOT NULL),
  -- Withdrawn or done with it, it remembers what it followed; parted or reopened it does not.
  ADD CONSTRAINT ticket_parent_of_follower CHECK (
    parent_id IS NULL OR state IN ('merged', 'resolved', 'closed', 'withdrawn')),
  ADD CONSTRAINT ticket_not_own_parent CHECK (parent_id <> id),
  -- What many follow follows nothing: the card of a 热点 is where its neighbours hear of it.
  ADD CONSTRAINT ticket_merged_is_not_hot CHECK (state <> 'merged' OR NOT hot) NOT VALID,
  ADD CONSTRAINT ticket_confidential_has_level CHECK (
    confidential IS NULL OR (confidential->>'why' IN ('asked', 'complaint') AND confidential->>'level' IN ('1', '2', '3')) IS TRUE),
  ADD CONSTRAINT ticket_excluded_has_reason CHECK (
    excluded IN ('not_real', 'outside_remit', 'repeated', 'unreachable', 'beyond_control')),

  -- Time does nothing to what is withdrawn or follows another, and to what is closed only what it was asked to.
  ADD CONSTRAINT ticket_alarm_of_living CHECK (
    alarm_at IS NULL OR (state NOT IN ('withdrawn', 'merged') AND (state <> 'closed' OR follow_up_at IS NOT NULL))) NOT VALID,
  -- A history never runs backwards.
  ADD CONSTRAINT ticket_times_within_its_life CHECK (
    created_at <= least(assigned_at, accepted_at, answered_at, resolved_at, closed_at, updated_at)
    AND updated_at >= greatest(assigned_at, accepted_at, answered_at, resolved_at, closed_at)) NOT VALID,
  ADD CONSTRAINT ticket_resolved_before_closed CHECK (resolved_at <= closed_at) NOT VALID;

ALTER TABLE ticket_event
  ADD CONSTRAINT ticket_event_version_from_1 CHECK (version >= 1),
  ADD CONSTRAINT ticket_event_actor_known CHECK (actor_kind IN ('resident', 'member', 'system')),
  -- Whoever acts is somebody; the system is nobody.
  ADD CONSTRAINT ticket_event_actor_has_id CHECK ((actor_kind = 'system') = (actor_id IS NULL)) NOT VALID;

ALTER TABLE ticket_counter ADD CONSTRAINT ticket_counter_from_1 CHECK (last >= 1);
ALTER TABLE closure_check ADD CONSTRAINT closure_check_version_from_1 CHECK (version >= 1);
ALTER TABLE triage_decision
  ADD CONSTRAINT triage_decision_confidence_is_share CHECK (confidence BETWEEN 0 AND 1),
  ADD CONSTRAINT triage_decision_took_time CHECK (milliseconds >= 0);
ALTER TABLE model_call
  ADD CONSTRAINT model_call_counts_from_0 CHECK (input_tokens >= 0 AND output_tokens >= 0 AND milliseconds >= 0),
  -- NaN is greater than everything, and a budget that is compared with it never runs out.
  ADD CONSTRAINT model_call_cost_is_number CHECK (cost >= 0 AND cost < 'Infinity');

ALTER TABLE conversation
  -- What is said next can be meant for something that was asked at some time, no more and no less.
  ADD CONSTRAINT conversation_awaiting_has_time CHECK ((awaiting IS NULL) = (awaiting_at IS NULL)),
  -- A group is nobody's own, and a private chat is no group's: else cards about all would go to one.
  ADD CONSTRAINT conversation_group_has_no_resident CHECK (kind <> 'group' OR resident_id IS NULL),
  ADD CONSTRAINT conversation_private_has_no_group CHECK (kind <> 'private' OR work_group_id IS NULL),
  ADD CONSTRAINT conversation_erased_is_private CHECK (erase_at IS NULL OR kind = 'private');

ALTER TABLE inbound_message
  ADD CONSTRAINT inbound_message_attempts_from_0 CHECK (attempts >= 0),
  ADD CONSTRAINT inbound_message_lost_from_0 CHECK (lost >= 0),
  -- Set aside, a message may have a time (its ticket was made) or none (it was said in a group).
  ADD CONSTRAINT inbound_message_handled_has_time CHECK (state <> 'handled' OR handled_at IS NOT NULL),
  ADD CONSTRAINT inbound_message_received_has_no_time CHECK (state <> 'received' OR handled_at IS NULL);

ALTER TABLE outbound_message
  ADD CONSTRAINT outbound_message_attempts_from_0 CHECK (attempts >= 0),
  ADD CONSTRAINT outbound_message_sent_has_time CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
  -- What the platform knows, and what is edited there, was sent.
  ADD CONSTRAINT outbound_message_known_was_sent CHECK (external_id IS NULL OR state = 'sent'),
  ADD CONSTRAINT outbound_message_edited_was_sent CHECK (edited_at IS NULL OR state = 'sent'),
  -- An edit lives in the message that it changed, and has no number of its own.
  ADD CONSTRAINT outbound_message_edit_was_sent CHECK (replaces_id IS NULL OR (state = 'sent' AND external_id IS NULL)),
  ADD CONSTRAINT outbound_message_replaces_another CHECK (replaces_id <> id),
  ADD CONSTRAINT outbound_message_undeliverable_says_why CHECK (state <> 'undeliverable' OR error IS NOT NULL),
  -- A card is drawn from its ticket.
  ADD CONSTRAINT outbound_message_card_has_ticket CHECK (NOT card OR ticket_id IS NOT NULL);

ALTER TABLE attachment
  ADD CONSTRAINT attachment_attempts_from_0 CHECK (attempts >= 0),
  ADD CONSTRAINT attachment_stored_is_whole CHECK (state <> 'stored' OR num_nulls(sha256, mime, bytes) = 0),
  ADD CONSTRAINT attachment_refused_says_why CHECK (state <> 'refused' OR error IS NOT NULL),
  -- Only a message of a platform brings what is still to be downloaded.
  ADD CONSTRAINT attachment_waiting_has_message CHECK (state <> 'waiting' OR inbound_message_id IS NOT NULL),
  ADD CONSTRAINT attachment_waiting_has_no_file CHECK (state <> 'waiting' OR num_nonnulls(sha256, thumbnail) = 0),
  -- The name of a file on the disk.
  ADD CONSTRAINT attachment_sha256_is_hash CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT attachment_thumbnail_is_hash CHECK (thumbnail ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT attachment_thumbnail_of_file CHECK (thumbnail IS NULL OR sha256 IS NOT NULL),
  ADD CONSTRAINT attachment_bytes_from_0 CHECK (bytes >= 0),
  ADD CONSTRAINT attachment_size_together CHECK ((width IS NULL) = (height IS NULL)),
  ADD CONSTRAINT attachment_size_from_1 CHECK (width >= 1 AND height >= 1);

-- Hashes, so that a code or a cookie is never kept itself.
ALTER TABLE invitation
  ADD CONSTRAINT invitation_code_is_hash CHECK (code_hash ~ '^[0-9a-f]{64}$'),
  -- For a member, a group or a resident: one of them.
  ADD CONSTRAINT invitation_for_one CHECK (num_nonnulls(member_id, work_group_id, resident_id) = 1),
  ADD CONSTRAINT invitation_used_in_time CHECK (used_at < expires_at) NOT VALID;
ALTER TABLE web_session ADD CONSTRAINT web_session_token_is_hash CHECK (token_hash ~ '^[0-9a-f]{64}$');
ALTER TABLE identity
  ADD CONSTRAINT identity_link_tries_from_0 CHECK (link_tries >= 0),
  ADD CONSTRAINT identity_link_tries_have_time CHECK (link_tries = 0 OR link_tried_at IS NOT NULL);
ALTER TABLE resident
  -- Nothing says any more who it was, and nothing writes it again.
  ADD CONSTRAINT resident_forgotten_is_nobody CHECK (
    forgotten_at IS NULL OR num_nonnulls(name, home_place_id, home_building) = 0);
ALTER TABLE resident_notice ADD CONSTRAINT resident_notice_version_from_1 CHECK (version >= 1);

-- The organisation, as an import checks it. Who has left may have worked where there is nothing any more.
ALTER TABLE place
  ADD CONSTRAINT place_buildings_together CHECK ((building_from IS NULL) = (building_to IS NULL)),
  ADD CONSTRAINT place_buildings_in_order CHECK (building_from <= building_to);
ALTER TABLE member
  ADD CONSTRAINT member_in_one_place CHECK (num_nonnulls(grid_id, community_id, unit_id) <= 1),
  ADD CONSTRAINT member_grid_of_worker CHECK (grid_id IS NULL OR role = 'grid_worker'),
  ADD CONSTRAINT member_community_of_officer CHECK (
    community_id IS NULL OR role IN ('community_officer', 'duty_officer', 'arbiter', 'supervisor', 'admin')),
  ADD CONSTRAINT member_unit_of_contact CHECK (
    unit_id IS NULL OR role IN ('unit_contact', 'property_manager', 'arbiter', 'supervisor', 'admin')),
  ADD CONSTRAINT member_not_own_deputy CHECK (deputy_id <> id);
ALTER TABLE shift
  ADD CONSTRAINT shift_days_are_weekdays CHECK (days <@ ARRAY[1, 2, 3, 4, 5, 6, 7] AND cardinality(days) > 0),
  -- `to` at or before `from` is on the next day.
  ADD CONSTRAINT shift_from_within_day CHECK ("from" >= 0 AND "from" < 1440),
  ADD CONSTRAINT shift_to_within_two_days CHECK ("to" >= 0 AND "to" <= 2880);
ALTER TABLE leave ADD CONSTRAINT leave_ends_after_beginning CHECK ("from" < "to");
ALTER TABLE work_group
  ADD CONSTRAINT work_group_of_grid CHECK ((kind = 'grid') = (grid_id IS NOT NULL)),
  ADD CONSTRAINT work_group_of_unit CHECK ((kind = 'unit') = (unit_id IS NOT NULL)),
  -- Of a community, a subdistrict, or of neither: the district's.
  ADD CONSTRAINT work_group_of_desk CHECK (
    num_nonnulls(community_id, subdistrict_id) <= CASE kind WHEN 'duty' THEN 1 ELSE 0 END);
ALTER TABLE digest ADD CONSTRAINT digest_span_known CHECK (span IN ('day', 'week', 'month'));

ALTER TABLE prompt_exam
  ADD CONSTRAINT prompt_exam_over_has_time CHECK ((state IN ('queued', 'running')) = (ended_at IS NULL)),
  ADD CONSTRAINT prompt_exam_held_has_result CHECK ((state IN ('passed', 'refused')) = (result IS NOT NULL)),
  ADD CONSTRAINT prompt_exam_failed_says_why CHECK ((state = 'failed') = (error IS NOT NULL)),
  ADD CONSTRAINT prompt_exam_done_of_total CHECK (done >= 0 AND done <= total);
ALTER TABLE shadow ADD CONSTRAINT shadow_share_of_turns CHECK (share > 0 AND share <= 1);
ALTER TABLE label
  ADD CONSTRAINT label_judged_has_time CHECK ((state = 'proposed') = (judged_at IS NULL)),
  ADD CONSTRAINT label_judged_by_somebody CHECK ((state = 'proposed') = (judged_by IS NULL)),
  ADD CONSTRAINT label_confidence_is_share CHECK (confidence BETWEEN 0 AND 1);
