/** For constraints.test.ts: a row of every state as the code leaves it, and what may become of none of them. */

/** `#table name` is the id of that row, which stands further up. */
type Row = Record<string, unknown>

const T = (hour: number) => `2026-11-20T${String(hour).padStart(2, '0')}:00:00Z`
const HASH = 'a1'.repeat(32)
const names = { name_zh: '甲', name_en: 'A' }

const TASK = {
  unitId: 'u',
  state: 'called',
  ground: 'beyond_power',
  calledAt: T(3),
  reportBy: T(8),
  actBy: T(9),
  note: '',
  stars: null,
}

let count = 0
const ticket = (state: string, more: Row = {}): Row => ({
  state,
  number: `20261120-${String(++count).padStart(4, '0')}`,
  version: 5,
  resident_id: '#resident',
  conversation_id: '#conversation private',
  language: 'zh-CN',
  category: 'facilities.lighting',
  urgency: 'normal',
  text: '灯坏了',
  summary: '灯坏了',
  created_at: T(1),
  updated_at: T(9),
  ...more,
})
const ASSIGNED = {
  grid_id: '#grid',
  owner_id: '#member grid_worker',
  assigned_at: T(2),
  accept_by: T(3),
  answer_by: T(8),
  resolve_by: T(9),
  promised_at: T(2),
  alarm_at: T(9),
}
const ACCEPTED = { ...ASSIGNED, accepted_at: T(3) }
const RESOLVED = {
  ...ACCEPTED,
  answered_at: T(4),
  resolved_at: T(4),
  outcome: 'fixed',
  confirm_by: T(20),
  alarm_at: T(20),
}

const inbound = (state: string, more: Row = {}): Row => ({
  state,
  channel: 'local',
  external_id: `in ${++count}`,
  conversation_id: '#conversation private',
  identity_id: '#identity',
  kind: 'text',
  received_at: T(1),
  ...more,
})
const outbound = (state: string, more: Row = {}): Row => ({
  state,
  channel: 'local',
  conversation_id: '#conversation private',
  ticket_id: '#ticket accepted',
  not_before: T(1),
  created_at: T(1),
  ...more,
})
const attachment = (state: string, more: Row = {}): Row => ({
  state,
  channel: 'local',
  source: 'x',
  kind: 'photo',
  inbound_message_id: `#inbound_message ${state === 'stored' ? 'handled' : 'received'}`,
  not_before: T(1),
  created_at: T(1),
  ...more,
})
const exam = (state: string, more: Row = {}): Row => ({
  state,
  version_id: '0123456789ab',
  decider: 'local',
  cases_hash: 'x',
  total: 4,
  author: 'x',
  started_at: T(1),
  ...more,
})

/** In the order in which one refers to another. Without a name: the only one of its table. */
export const POSSIBLE = {
  district: { '': { code: 'd', ...names } },
  subdistrict: { '': { code: 's', ...names, district_id: '#district' } },
  community: { '': { code: 'c', ...names, subdistrict_id: '#subdistrict' } },
  grid: { '': { code: 'g', ...names, community_id: '#community' } },
  unit: { '': { code: 'u', kind: 'department', ...names } },
  place: { '': { code: 'p', ...names, aliases: [], grid_id: '#grid', building_from: 1, building_to: 9 } },
  member: {
    grid_worker: { name: '甲', role: 'grid_worker', grid_id: '#grid' },
    community_officer: { name: '乙', role: 'community_officer', community_id: '#community' },
    unit_contact: { name: '丙', role: 'unit_contact', unit_id: '#unit' },
  },
  shift: { '': { member_id: '#member grid_worker', days: [1, 7], from: 480, to: 2880 } },
  leave: { '': { member_id: '#member grid_worker', from: T(1), to: T(2) } },
  resident: { '': { name: '张三' }, forgotten: { forgotten_at: T(1) } },
  resident_notice: { '': { resident_id: '#resident', version: 1, given_at: T(1) } },
  identity: {
    '': { channel: 'local', external_id: 'x', resident_id: '#resident', link_tries: 1, link_tried_at: T(1) },
  },
  work_group: {
    grid: { kind: 'grid', ...names, grid_id: '#grid' },
    unit: { kind: 'unit', ...names, unit_id: '#unit' },
    duty: { kind: 'duty', ...names, community_id: '#community' },
    district: { kind: 'duty', ...names },
  },
  digest: { '': { work_group_id: '#work_group grid', span: 'day', day: '2026-11-20' } },
  invitation: { '': { code_hash: HASH, member_id: '#member grid_worker', expires_at: T(9), used_at: T(8) } },
  web_session: { '': { token_hash: HASH, identity_id: '#identity', expires_at: T(9) } },
  conversation: {
    private: {
      channel: 'local',
      external_id: 'x',
      kind: 'private',
      resident_id: '#resident',
      pending_prompt: { kind: 'picture' },
      pending_until: T(9),
    },
    group: { channel: 'local', external_id: 'g', kind: 'group', work_group_id: '#work_group grid' },
  },
  ticket: {
    needs_info: ticket('needs_info', { alarm_at: T(4) }),
    unrouted: ticket('unrouted', { decide_by: T(4) }),
    assigned: ticket('assigned', ASSIGNED),
    transferred: ticket('assigned', {
      ...ASSIGNED,
      owner_id: '#member unit_contact',
      held_by_id: '#member grid_worker',
    }),
    accepted: ticket('accepted', {
      ...ACCEPTED,
      confidential: { why: 'asked', units: [], members: [], level: 1, atDesk: false },
    }),
    whistled: ticket('whistled', { ...ACCEPTED, tasks: [TASK, { ...TASK, state: 'reported_in' }] }),
    meeting: ticket('meeting', { ...ACCEPTED, meeting: { plan: '换水泵' }, decide_by: T(20) }),
    arbitration: ticket('arbitration', { ...ASSIGNED, returns: 2 }),
    resolved: ticket('resolved', RESOLVED),
    closed: ticket('closed', {
      ...RESOLVED,
      closed_at: T(9),
      rating: 5,
      alarm_at: T(22),
      follow_up_at: T(22),
      excluded: 'repeated',
    }),
    withdrawn: ticket('withdrawn', { grid_id: '#grid' }),
    merged: ticket('merged', { parent_id: '#ticket accepted' }),
    followed: ticket('resolved', {
      parent_id: '#ticket accepted',
      resolved_at: T(4),
      outcome: 'fixed',
      confirm_by: T(20),
    }),
  },
  ticket_event: {
    '': { ticket_id: '#ticket closed', version: 1, kind: 'opened', actor_kind: 'system', data: {}, at: T(1) },
  },
  closure_check: { '': { ticket_id: '#ticket closed', version: 1, note: '', created_at: T(1) } },
  triage_decision: {
    '': { ticket_id: '#ticket closed', decided_by: 'rule', category: 'x', confidence: 1, at: T(1) },
  },
  ticket_counter: { '': { day: '2026-11-20', last: 1 } },
  model_call: {
    '': {
      at: T(1),
      purpose: 'triage',
      model: 'x',
      prompt_version: 'x',
      input_tokens: 0,
      output_tokens: 0,
      cost: 0,
      milliseconds: 0,
    },
  },
  inbound_message: {
    received: inbound('received'),
    handled: inbound('handled', { handled_at: T(2) }),
    failed: inbound('failed', { error: 'x' }),
  },
  outbound_message: {
    pending: outbound('pending'),
    sent: outbound('sent', { card: true, sent_at: T(2), external_id: '7', edited_at: T(3) }),
    edit: outbound('sent', { card: true, sent_at: T(3), replaces_id: '#outbound_message sent' }),
    superseded: outbound('superseded', { card: true }),
    undeliverable: outbound('undeliverable', { error: 'blocked' }),
  },
  attachment: {
    waiting: attachment('waiting'),
    stored: attachment('stored', {
      sha256: HASH,
      thumbnail: HASH,
      mime: 'image/jpeg',
      bytes: 9,
      width: 3,
      height: 4,
    }),
    refused: attachment('refused', { inbound_message_id: null, error: 'too_big' }),
  },
  prompt_version: { '': { id: '0123456789ab', files: {}, author: 'x', note: '', created_at: T(1) } },
  prompt_exam: {
    queued: exam('queued'),
    running: exam('running', { done: 3 }),
    passed: exam('passed', { done: 4, result: {}, ended_at: T(2) }),
    refused: exam('refused', { done: 4, result: {}, ended_at: T(2) }),
    failed: exam('failed', { error: 'x', ended_at: T(2) }),
  },
  shadow: { '': { version_id: '0123456789ab', share: 1, author: 'x', started_at: T(1) } },
  label: {
    proposed: {
      language: 'en',
      text: 'x',
      was: 'x',
      confidence: 0,
      category: 'x',
      proposed_by: 'worker',
      proposed_at: T(1),
    },
    confirmed: {
      state: 'confirmed',
      language: 'en',
      text: 'x',
      was: 'x',
      confidence: 1,
      category: 'x',
      proposed_by: 'worker',
      proposed_at: T(1),
      judged_by: 'x',
      judged_at: T(2),
    },
  },
} satisfies Record<string, Record<string, Row>>
export type Table = keyof typeof POSSIBLE

export const STATES = {
  inbound_message: ['received', 'handled', 'failed'],
  outbound_message: ['pending', 'sent', 'superseded', 'undeliverable'],
  attachment: ['waiting', 'stored', 'refused'],
  prompt_exam: ['queued', 'running', 'passed', 'refused', 'failed'],
} satisfies Partial<Record<Table, string[]>>

/** Constraint -> changes that it refuses: of which row, and what of it. */
export const IMPOSSIBLE: Readonly<Record<string, readonly (readonly [row: string, change: string])[]>> = {
  ticket_version_from_1: [['ticket closed', 'version = 0']],
  ticket_returns_0_to_2: [
    ['ticket closed', 'returns = -1'],
    ['ticket closed', 'returns = 3'],
  ],
  ticket_reopens_from_0: [['ticket closed', 'reopens = -1']],
  ticket_photos_from_0: [['ticket closed', 'photos = -1']],
  ticket_text_bounded: [['ticket closed', "text = repeat('灯', 2001)"]],
  ticket_worked_on_in_grid: ['assigned', 'accepted', 'whistled', 'meeting', 'arbitration'].map(
    state => [`ticket ${state}`, 'grid_id = NULL'] as const,
  ),
  ticket_worked_on_promised: ['assigned', 'accepted', 'whistled', 'meeting', 'arbitration'].flatMap(state => [
    [`ticket ${state}`, 'assigned_at = NULL'] as const,
    [`ticket ${state}`, 'accept_by = NULL, answer_by = NULL, resolve_by = NULL'] as const,
  ]),
  ticket_promises_together: [
    ['ticket closed', 'accept_by = NULL'],
    ['ticket closed', 'answer_by = NULL, resolve_by = NULL'],
  ],
  ticket_needs_info_is_nobodys: [
    ['ticket needs_info', 'owner_id = (SELECT id FROM member LIMIT 1)'],
    ['ticket needs_info', 'unit_id = (SELECT id FROM unit)'],
    ['ticket needs_info', 'assigned_at = created_at'],
    ['ticket needs_info', 'accepted_at = created_at'],
  ],
  ticket_accepted_has_owner: [['ticket accepted', 'owner_id = NULL']],
  ticket_taken_has_time: [
    ['ticket accepted', 'accepted_at = NULL'],
    ['ticket whistled', 'accepted_at = NULL'],
  ],
  ticket_untaken_has_no_time: [
    ['ticket unrouted', 'accepted_at = created_at'],
    ['ticket assigned', 'accepted_at = created_at'],
    ['ticket arbitration', 'accepted_at = created_at'],
  ],
  ticket_held_until_taken: ['accepted', 'whistled', 'resolved', 'closed', 'merged'].map(
    state => [`ticket ${state}`, 'held_by_id = (SELECT id FROM member LIMIT 1)'] as const,
  ),
  ticket_arbitration_after_two_returns: [['ticket arbitration', 'returns = 1']],
  ticket_meeting_is_called: [['ticket meeting', 'meeting = NULL']],
  ticket_tasks_are_list: [['ticket closed', "tasks = '{}'"]],
  ticket_whistled_has_tasks: [['ticket whistled', "tasks = '[]'"]],
  ticket_tasks_under_way_whistled: [
    ['ticket closed', `tasks = '[{"state": "called"}]'`],
    ['ticket accepted', `tasks = '[{"state": "done"}, {"state": "reported_in"}]'`],
  ],
  ticket_waiting_is_open: ['resolved', 'closed', 'withdrawn', 'merged'].map(
    state => [`ticket ${state}`, 'waiting_since = created_at'] as const,
  ),
  ticket_done_has_outcome: [
    ['ticket resolved', 'outcome = NULL'],
    ['ticket closed', 'outcome = NULL'],
    ['ticket accepted', "outcome = 'fixed'"],
  ],
  ticket_done_has_time: [
    ['ticket resolved', 'resolved_at = NULL'],
    ['ticket closed', 'resolved_at = NULL'],
    ['ticket accepted', 'resolved_at = updated_at'],
  ],
  ticket_done_has_confirm_by: [
    ['ticket resolved', 'confirm_by = NULL'],
    ['ticket closed', 'confirm_by = NULL'],
    ['ticket accepted', 'confirm_by = updated_at'],
  ],
  ticket_done_by_somebody: [
    ['ticket resolved', 'owner_id = NULL'],
    ['ticket followed', 'parent_id = NULL'],
  ],
  ticket_closed_has_time: [
    ['ticket closed', 'closed_at = NULL'],
    ['ticket resolved', 'closed_at = updated_at'],
  ],
  ticket_rating_of_closed: [
    ['ticket closed', 'rating = 0'],
    ['ticket closed', 'rating = 6'],
    ['ticket resolved', 'rating = 5'],
  ],
  ticket_follow_up_of_closed: [['ticket resolved', 'follow_up_at = updated_at']],
  ticket_merged_has_parent: [['ticket merged', 'parent_id = NULL']],
  ticket_parent_of_follower: [
    'needs_info',
    'unrouted',
    'assigned',
    'accepted',
    'whistled',
    'meeting',
    'arbitration',
  ].map(state => [`ticket ${state}`, "parent_id = (SELECT id FROM ticket WHERE state = 'closed')"] as const),
  ticket_not_own_parent: [['ticket merged', 'parent_id = id']],
  ticket_merged_is_not_hot: [['ticket merged', 'hot = true']],
  ticket_confidential_has_level: [
    ['ticket accepted', `confidential = '{"why": "asked", "level": 4}'`],
    ['ticket accepted', `confidential = '{"why": "whim", "level": 1}'`],
    ['ticket accepted', `confidential = 'null'`],
    ['ticket accepted', `confidential = '{}'`],
  ],
  ticket_excluded_has_reason: [['ticket closed', "excluded = ''"]],
  ticket_alarm_of_living: [
    ['ticket withdrawn', 'alarm_at = updated_at'],
    ['ticket merged', 'alarm_at = updated_at'],
    ['ticket closed', 'follow_up_at = NULL'],
  ],
  ticket_times_within_its_life: [
    ['ticket accepted', "assigned_at = created_at - interval '1 ms'"],
    ['ticket accepted', "accepted_at = updated_at + interval '1 ms'"],
    ['ticket accepted', "answered_at = updated_at + interval '1 ms'"],
    ['ticket closed', "resolved_at = created_at - interval '1 ms'"],
    ['ticket closed', "closed_at = updated_at + interval '1 ms'"],
    ['ticket needs_info', "updated_at = created_at - interval '1 ms'"],
  ],
  ticket_resolved_before_closed: [['ticket closed', "closed_at = resolved_at - interval '1 ms'"]],

  ticket_event_version_from_1: [['ticket_event', 'version = 0']],
  ticket_event_actor_known: [['ticket_event', "actor_kind = 'robot', actor_id = gen_random_uuid()"]],
  ticket_event_actor_has_id: [
    ['ticket_event', "actor_kind = 'member'"],
    ['ticket_event', 'actor_id = gen_random_uuid()'],
  ],
  ticket_counter_from_1: [['ticket_counter', 'last = 0']],
  closure_check_version_from_1: [['closure_check', 'version = 0']],
  triage_decision_confidence_is_share: [
    ['triage_decision', 'confidence = 1.1'],
    ['triage_decision', "confidence = 'NaN'"],
    ['triage_decision', 'confidence = -1'],
  ],
  triage_decision_took_time: [['triage_decision', 'milliseconds = -1']],
  model_call_counts_from_0: [
    ['model_call', 'input_tokens = -1'],
    ['model_call', 'output_tokens = -1'],
    ['model_call', 'milliseconds = -1'],
  ],
  model_call_cost_is_number: [
    ['model_call', 'cost = -1'],
    ['model_call', "cost = 'NaN'"],
    ['model_call', "cost = 'Infinity'"],
  ],

  conversation_prompt_expires: [
    ['conversation private', 'pending_until = NULL'],
    ['conversation private', 'pending_prompt = NULL'],
  ],
  conversation_group_has_no_resident: [
    ['conversation group', 'resident_id = (SELECT id FROM resident LIMIT 1)'],
  ],
  conversation_private_has_no_group: [
    ['conversation private', 'work_group_id = (SELECT id FROM work_group LIMIT 1)'],
  ],
  conversation_erased_is_private: [['conversation group', 'erase_at = created_at']],

  inbound_message_attempts_from_0: [['inbound_message received', 'attempts = -1']],
  inbound_message_lost_from_0: [['inbound_message received', 'lost = -1']],
  inbound_message_handled_has_time: [['inbound_message handled', 'handled_at = NULL']],
  inbound_message_received_has_no_time: [['inbound_message received', 'handled_at = received_at']],

  outbound_message_attempts_from_0: [['outbound_message pending', 'attempts = -1']],
  outbound_message_sent_has_time: [
    ['outbound_message sent', 'sent_at = NULL'],
    ['outbound_message pending', 'sent_at = created_at'],
    ['outbound_message superseded', 'sent_at = created_at'],
  ],
  outbound_message_known_was_sent: [
    ['outbound_message pending', "external_id = '7'"],
    ['outbound_message undeliverable', "external_id = '7'"],
  ],
  outbound_message_edited_was_sent: [['outbound_message pending', 'edited_at = created_at']],
  outbound_message_edit_was_sent: [
    ['outbound_message edit', "external_id = '7'"],
    ['outbound_message pending', 'replaces_id = gen_random_uuid()'],
  ],
  outbound_message_replaces_another: [['outbound_message edit', 'replaces_id = id']],
  outbound_message_undeliverable_says_why: [['outbound_message undeliverable', 'error = NULL']],
  outbound_message_card_has_ticket: [['outbound_message sent', 'ticket_id = NULL']],

  attachment_attempts_from_0: [['attachment waiting', 'attempts = -1']],
  attachment_stored_is_whole: [
    ['attachment stored', 'sha256 = NULL, thumbnail = NULL'],
    ['attachment stored', 'mime = NULL'],
    ['attachment stored', 'bytes = NULL'],
  ],
  attachment_refused_says_why: [['attachment refused', 'error = NULL']],
  attachment_waiting_has_message: [['attachment waiting', 'inbound_message_id = NULL']],
  attachment_waiting_has_no_file: [['attachment waiting', `sha256 = '${HASH}'`]],
  attachment_sha256_is_hash: [['attachment stored', "sha256 = '../../linli.password'"]],
  attachment_thumbnail_is_hash: [['attachment stored', "thumbnail = '../../linli.password'"]],
  attachment_thumbnail_of_file: [['attachment refused', `thumbnail = '${HASH}'`]],
  attachment_bytes_from_0: [['attachment stored', 'bytes = -1']],
  attachment_size_together: [['attachment stored', 'width = NULL']],
  attachment_size_from_1: [
    ['attachment stored', 'width = 0'],
    ['attachment stored', 'height = 0'],
  ],

  invitation_code_is_hash: [['invitation', "code_hash = 'K7PM-2QXR'"]],
  invitation_for_one: [
    ['invitation', 'member_id = NULL'],
    ['invitation', 'resident_id = (SELECT id FROM resident LIMIT 1)'],
    ['invitation', 'work_group_id = (SELECT id FROM work_group LIMIT 1)'],
  ],
  invitation_used_in_time: [['invitation', 'used_at = expires_at']],
  web_session_token_is_hash: [['web_session', "token_hash = 'a cookie'"]],
  identity_link_tries_from_0: [['identity', 'link_tries = -1']],
  identity_link_tries_have_time: [['identity', 'link_tried_at = NULL']],
  resident_forgotten_is_nobody: [
    ['resident forgotten', "name = '张三'"],
    ['resident forgotten', 'home_place_id = (SELECT id FROM place)'],
    ['resident forgotten', "home_building = '3'"],
  ],
  resident_notice_version_from_1: [['resident_notice', 'version = 0']],

  place_buildings_together: [
    ['place', 'building_to = NULL'],
    ['place', 'building_from = NULL'],
  ],
  place_buildings_in_order: [['place', 'building_from = 10']],
  member_in_one_place: [
    [
      'member grid_worker',
      "role = 'admin', community_id = (SELECT id FROM community), unit_id = (SELECT id FROM unit), grid_id = NULL",
    ],
  ],
  member_grid_of_worker: [['member grid_worker', "role = 'duty_officer'"]],
  member_community_of_officer: [['member community_officer', "role = 'unit_contact'"]],
  member_unit_of_contact: [['member unit_contact', "role = 'grid_worker'"]],
  member_not_own_deputy: [['member grid_worker', 'deputy_id = id']],
  shift_days_are_weekdays: [
    ['shift', "days = '{}'"],
    ['shift', "days = '{0}'"],
    ['shift', "days = '{1,8}'"],
  ],
  shift_from_within_day: [
    ['shift', '"from" = 1440'],
    ['shift', '"from" = -1'],
  ],
  shift_to_within_two_days: [
    ['shift', '"to" = -1'],
    ['shift', '"to" = 2881'],
  ],
  leave_ends_after_beginning: [['leave', '"to" = "from"']],
  work_group_of_grid: [
    ['work_group grid', 'grid_id = NULL'],
    ['work_group duty', 'grid_id = (SELECT id FROM grid)'],
  ],
  work_group_of_unit: [
    ['work_group unit', 'unit_id = NULL'],
    ['work_group duty', 'unit_id = (SELECT id FROM unit)'],
  ],
  work_group_of_desk: [
    ['work_group grid', 'community_id = (SELECT id FROM community)'],
    ['work_group duty', 'subdistrict_id = (SELECT id FROM subdistrict)'],
  ],
  digest_span_known: [['digest', "span = 'year'"]],

  prompt_exam_over_has_time: [
    ['prompt_exam passed', 'ended_at = NULL'],
    ['prompt_exam running', 'ended_at = started_at'],
  ],
  prompt_exam_held_has_result: [
    ['prompt_exam passed', 'result = NULL'],
    ['prompt_exam refused', 'result = NULL'],
    ['prompt_exam failed', "result = '{}'"],
  ],
  prompt_exam_failed_says_why: [
    ['prompt_exam failed', 'error = NULL'],
    ['prompt_exam passed', "error = 'x'"],
  ],
  prompt_exam_done_of_total: [
    ['prompt_exam running', 'done = 5'],
    ['prompt_exam running', 'done = -1'],
  ],
  shadow_share_of_turns: [
    ['shadow', 'share = 0'],
    ['shadow', 'share = 1.1'],
    ['shadow', "share = 'NaN'"],
  ],
  label_judged_has_time: [
    ['label confirmed', 'judged_at = NULL'],
    ['label proposed', 'judged_at = proposed_at'],
  ],
  label_judged_by_somebody: [
    ['label confirmed', 'judged_by = NULL'],
    ['label proposed', "judged_by = 'x'"],
  ],
  label_confidence_is_share: [
    ['label proposed', 'confidence = 1.1'],
    ['label proposed', "confidence = 'NaN'"],
  ],
}
