import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTown, type Town } from '../testing/town.ts'
import { auditEntries } from './audit.ts'
import {
  confirmedLabels,
  forgetProposals,
  judgeLabel,
  type Judgement,
  type Label,
  listLabels,
  proposeLabel,
  short,
} from './labels.ts'

let town: Town
let ticketId: string
const at = new Date('2026-11-20T08:00:00Z')
const UNSURE = 0.4

beforeAll(async () => {
  town = await createTown()
  const person = town.resident('说事的人')
  await person.says('状元府3号楼楼道灯坏了')
  await person.hears('收到，工单')
  await town.settled()
  const { rows } = await town.db.pool.query<{ id: string }>('SELECT id FROM ticket')
  ticketId = rows[0]?.id ?? ''
})
afterAll(() => town.close())

const says = async (category: string, text = '楼道灯坏了') => {
  await town.db.pool.query('DELETE FROM label WHERE state = $1', ['proposed'])
  await proposeLabel(
    town.db.pool,
    { ticketId, language: 'zh-CN', text, category, by: 'grid_worker', at },
    UNSURE,
  )
  return (await listLabels(town.db.pool, 'proposed'))[0] as Label
}
const judge = (label: Pick<Label, 'id'>, judgement: Judgement, author = '沈岚') =>
  judgeLabel(town.db.pool, label.id, judgement, town.context.prompts.current().tree, {
    author,
    at,
    note: '',
  })

test('a proposal says what triage had said, with which version, and hides who it was about', async () => {
  const label = await says('facilities.cables', '我是13812345678，身份证370702199003071234，鲁G12345，灯坏了')
  expect(label).toMatchObject({
    was: 'facilities.lighting',
    category: 'facilities.cables',
    decidedBy: 'local',
    promptVersion: town.context.prompts.current().version,
    state: 'proposed',
    proposedBy: 'grid_worker',
  })
  expect(label.text).not.toMatch(/\d{5}/)
})

test('a later word replaces an earlier one; back to what triage was sure of takes it away', async () => {
  await says('facilities.cables')
  await proposeLabel(
    town.db.pool,
    { ticketId, language: 'zh-CN', text: '灯', category: 'facilities.road', by: 'grid_worker', at },
    UNSURE,
  )
  expect((await listLabels(town.db.pool, 'proposed')).map(({ category }) => category)).toEqual([
    'facilities.road',
  ])
  expect(await says('facilities.lighting')).toBeUndefined()
})

test('naming what triage only guessed is news, even when it guessed right', async () => {
  await town.db.pool.query('UPDATE triage_decision SET confidence = 0.2')
  expect(await says('facilities.lighting')).toMatchObject({ was: 'facilities.lighting' })
  await town.db.pool.query('UPDATE triage_decision SET confidence = 0.9')
})

test('confirmed, it can be corrected and edited on the way; what was edited is masked again', async () => {
  const label = await says('facilities.cables')
  const edit = {
    state: 'confirmed',
    text: '路灯线掉了，找13812345678',
    category: 'facilities.lighting',
  } as const
  const confirmed = await judge(label, edit)
  expect(confirmed).toMatchObject({ state: 'confirmed', category: 'facilities.lighting', judgedBy: '沈岚' })
  expect(confirmed.text).not.toContain('13812345678')
  expect(await confirmedLabels(town.db.pool)).toEqual([
    { id: label.id, language: 'zh-CN', text: confirmed.text, category: 'facilities.lighting' },
  ])
  const [entry] = await auditEntries(town.db.pool, { limit: 1 })
  expect(entry).toMatchObject({ actor: '沈岚', action: 'label.confirm', subject: label.id })

  // A further category for the same ticket is a new proposal; the judged label stays.
  await says('facilities.road')
  expect(await confirmedLabels(town.db.pool)).toHaveLength(1)
  expect(await listLabels(town.db.pool, 'proposed')).toHaveLength(1)
})

test('two admins at once: one judges, the other is told', async () => {
  const label = await says('facilities.road')
  const both = await Promise.allSettled([
    judge(label, { state: 'confirmed' }, '甲'),
    judge(label, { state: 'dropped' }, '乙'),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('dropped by mistake, it comes back', async () => {
  const label = await says('facilities.road')
  await judge(label, { state: 'dropped' })
  expect(await judge(label, { state: 'proposed' })).toMatchObject({ state: 'proposed', judgedBy: null })
})

test.each<[string, string, Judgement, RegExp]>([
  ['an unknown category', '', { state: 'confirmed', category: 'no.such' }, /no category/],
  ['no words', '', { state: 'confirmed', text: '  ' }, /empty/],
  ['an unknown label', '000000', { state: 'dropped' }, /no such label/],
  ['an id that says too little', '0', { state: 'dropped' }, /no such label|several/],
])('refuses %s', async (_, id, judgement, message) => {
  const label = await says('facilities.road')
  await expect(judge({ id: id || short(label) }, judgement)).rejects.toThrow(message)
})

test('an unjudged proposal is deleted after a while', async () => {
  await says('facilities.road')
  await forgetProposals(town.db.pool, new Date(at.getTime() + 1))
  expect(await listLabels(town.db.pool, 'proposed')).toEqual([])
})
