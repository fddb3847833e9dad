/** How residents answer what their chat shows them: most wait, some press, some say it in words, many never answer. */
import type { OutboundMessage } from '../../src/domain/message.ts'
import { chanceOf } from './chance.ts'
import { type Plan, press, say } from './deed.ts'
import type { Report } from './reports.ts'
import { HOUR, MINUTE } from './time.ts'

export interface Residents {
  reports(report: Report): void
  hears(message: OutboundMessage, now: number): void
  /** What they last had on their mind. */
  lastOf(from: string): Report | undefined
}

export function createResidents(seed: number, plan: Plan): Residents {
  const last = new Map<string, Report>()
  /** The last thing that each chat showed: what it said before is no longer pressed by most. */
  const newest = new Map<string, string>()

  return {
    reports: report => last.set(report.from, report),
    lastOf: from => last.get(from),
    hears({ id, chat, content }, now) {
      newest.set(chat, id)
      const report = last.get(chat)
      const chance = chanceOf(seed, 'hears', chat, content.text.length, now)
      const actions = new Map(
        (content.buttons ?? []).flat().map(({ action }) => [action.split(':')[0] ?? '', action]),
      )
      const stubborn = chance.is(0.05)
      const still = () => stubborn || newest.get(chat) === id
      const later = (from: number, to: number, does: string | { text: string }) =>
        plan(now + chance.between(from, to), {
          from: chat,
          content: typeof does === 'string' ? press(does) : say(does.text),
          still,
        })
      const has = (verb: string) => actions.get(verb)

      const confirm = has('confirm')
      if (confirm) {
        const answer = chance.weighted({ agrees: 40, reopens: 5, complains: 2, says: 2, silent: 51 })
        if (answer === 'agrees') later(10 * MINUTE, 30 * HOUR, confirm)
        else if (answer === 'reopens') later(10 * MINUTE, 40 * HOUR, has('reopen') ?? confirm)
        else if (answer === 'complains') later(10 * MINUTE, 20 * HOUR, { text: '没解决，还是老样子' })
        else if (answer === 'says') later(10 * MINUTE, 20 * HOUR, { text: '解决了' })
        return
      }
      const rate = (content.buttons ?? [])
        .flat()
        .filter(({ action }) => action.startsWith('rate:'))
        .map(({ action }) => action)
      if (rate.length > 0) {
        if (!chance.is(0.55)) return
        const stars = Number(chance.weighted({ 1: 4, 2: 4, 3: 10, 4: 25, 5: 57 }))
        return later(1 * MINUTE, 5 * HOUR, chance.is(0.8) ? (rate[stars - 1] ?? '') : { text: String(stars) })
      }
      const place = (content.buttons ?? []).flat().filter(({ action }) => action.startsWith('place:'))
      if (place.length > 0)
        return chance.is(0.85) ? later(MINUTE, 30 * MINUTE, chance.pick(place).action) : undefined
      if (has('part')) return chance.is(0.03) ? later(MINUTE, 2 * HOUR, has('part') ?? '') : undefined
      if (has('came_back')) {
        if (chance.is(0.5)) later(HOUR, 30 * HOUR, has('still_good') ?? '')
        else if (chance.is(0.2)) later(HOUR, 30 * HOUR, has('came_back') ?? '')
        return
      }
      if (has('merge')) return chance.is(0.5) ? later(MINUTE, HOUR, has('merge') ?? '') : undefined
      if (has('ask')) return chance.is(0.3) ? later(MINUTE, 20 * MINUTE, has('ask') ?? '') : undefined
      // "哪个小区、几号楼？": only the question where comes with nothing but a way back.
      if (has('withdraw') && !has('more') && !has('urge') && report) {
        if (chance.is(0.75))
          return later(MINUTE, 40 * MINUTE, { text: `${report.place.nameZh}${report.building}号楼` })
        return chance.is(0.3) ? later(MINUTE, 40 * MINUTE, { text: '不知道几号楼' }) : undefined
      }
      if (has('urge')) {
        const mind = chance.weighted({ urges: 5, withdraws: 2, adds: 3, thanks: 2, waits: 88 })
        if (mind === 'urges')
          later(3 * HOUR, 40 * HOUR, chance.is(0.7) ? (has('urge') ?? '') : { text: '催一下' })
        else if (mind === 'withdraws') later(10 * MINUTE, 20 * HOUR, has('withdraw') ?? { text: '不用来了' })
        else if (mind === 'adds') later(MINUTE, 20 * MINUTE, { text: '补充一下，是三单元这边' })
        else if (mind === 'thanks') later(MINUTE, 20 * MINUTE, { text: '好的，谢谢' })
        return
      }
      // A worker's question.
      if (has('more') && !has('withdraw') && chance.is(0.75))
        later(20 * MINUTE, 20 * HOUR, { text: '在二楼的楼梯口，白天都有人在家' })
    },
  }
}
