import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { load as parse } from 'js-yaml'
import { EMERGENCY_KINDS } from '../../domain/emergency-kind.ts'
import { detectEmergency } from './detect.ts'

interface Case {
  text: string
  expect: string
}
const { cases } = parse(readFileSync('prompts/exams/emergency.yaml', 'utf8')) as { cases: Case[] }
const heard = (text: string) => detectEmergency(text)?.kind ?? 'none'

test('the exam is worth passing', () => {
  const labels = new Set(cases.map(({ expect }) => expect))
  expect([...labels].sort()).toEqual([...EMERGENCY_KINDS, 'none'].sort())
  expect(cases.length).toBeGreaterThan(150)
  expect(new Set(cases.map(({ text }) => text)).size).toBe(cases.length)
})

test('no emergency is missed and no everyday complaint alarms', () => {
  const real = cases.filter(one => one.expect !== 'none')
  const everyday = cases.filter(one => one.expect === 'none')
  const missed = real.filter(one => heard(one.text) === 'none')
  const alarms = everyday.filter(one => heard(one.text) !== 'none')
  const confused = real.filter(one => !missed.includes(one) && heard(one.text) !== one.expect)
  console.info(
    `emergency exam: recall ${real.length - missed.length}/${real.length}, ` +
      `false alarms ${alarms.length}/${everyday.length}, other kind ${confused.length}`,
  )
  const shown = (list: Case[]) => list.map(one => `${one.text} -> ${heard(one.text)}, not ${one.expect}`)
  expect({ missed: shown(missed), alarms: shown(alarms), confused: shown(confused) }).toEqual({
    missed: [],
    alarms: [],
    confused: [],
  })
})

test('is answered in well under a second, however long the text', () => {
  const essay = '楼道灯坏了，物业说没人来修，电梯也经常停，'.repeat(2000)
  const start = performance.now()
  detectEmergency(essay)
  expect(performance.now() - start).toBeLessThan(250)
})
