/** Questions: quoted from a guide when one answers, a person's when none does or when the resident wants one. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
})
afterAll(() => town.close())

const QUESTION = '小学报名要带什么材料'

async function ticketsOf({ name }: Person) {
  await town.settled()
  const { rows } = await town.db.pool.query<{ category: string; text: string }>(
    `SELECT t.category, t.text FROM ticket t JOIN conversation c ON c.id = t.conversation_id
     WHERE c.external_id = $1 ORDER BY t.number`,
    [name],
  )
  return rows
}

test('a question that a guide answers: quoted with its source, and no ticket', async () => {
  const person = town.resident('问入学')
  await person.says(QUESTION)
  const { text } = await person.hears('办事码 1010')
  for (const words of ['小学、初中入学', '【带什么】', '【去哪办】', '义务教育法', '2026-11-20 核对'])
    expect(text).toContain(words)
  await person.presses('有用')
  await person.hears('有事随时说')
  expect(await ticketsOf(person)).toEqual([])
})

test('a person instead, by a button: the ticket that the question would have been, once', async () => {
  const person = town.resident('要问人')
  await person.says(QUESTION)
  await person.hears('办事码 1010')
  await person.presses('问人')
  await person.hears('工单')
  await person.presses('问人')
  await person.hears('已经转给人答了')
  expect(await ticketsOf(person)).toEqual([{ category: 'education.enrolment', text: QUESTION }])
})

test('a person instead, by a word; the same word out of the blue is only a word', async () => {
  const person = town.resident('打字问人')
  await person.says('人工')
  await town.settled()
  await person.says(QUESTION)
  await person.hears('办事码 1010')
  await person.says('转人工')
  await person.hears('工单')
  expect((await ticketsOf(person)).at(-1)).toMatchObject({ text: QUESTION })
})

test('a button with the question of somebody else does nothing for whoever forged it', async () => {
  const [asker, forger] = [town.resident('提问的'), town.resident('伪造的')]
  await asker.says(QUESTION)
  const { buttons } = await asker.hears('办事码 1010')
  const action = buttons?.flat().find(({ label }) => label === '问人')?.action ?? ''
  await forger.sends({ kind: 'action', action })
  await town.settled()
  expect(await ticketsOf(forger)).toEqual([])
  expect(await ticketsOf(asker)).toEqual([])
})

test('what no guide surely answers is a ticket for a person', async () => {
  const person = town.resident('没有指南')
  await person.says('港澳通行证续签在哪个窗口办理')
  await person.hears('收到，工单')
  expect(await ticketsOf(person)).toHaveLength(1)
})

test('by its code, in the language that somebody speaks', async () => {
  const [person, reader] = [town.resident('报码的'), town.resident('reader', 'en')]
  await person.says('办事码 1001')
  await person.hears('换领、补领身份证')
  await reader.says('code 1001')
  const { text } = await reader.hears('Renew or replace an ID card')
  expect(text).toContain('Source:')
  await person.says('办事码 999')
  await person.hears('没有 999 号办事指南')
})

test('two questions at once: one quoted, the other a ticket', async () => {
  const person = town.resident('问两件事')
  await person.says('一是孩子上小学怎么报名？\n二是港澳通行证续签在哪个窗口办理？')
  await person.hears('办事码 1010')
  await person.hears('收到，工单')
  expect(await ticketsOf(person)).toHaveLength(1)
})
