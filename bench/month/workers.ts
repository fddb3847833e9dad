/**
 * How people at work answer cards: most take a ticket and mend it in time, some late, some never; some hand it back or on,
 * call departments or a meeting, ask the resident. What they mean to do with a ticket is known when they first see it.
 */
import type { CategoryTree } from '../../src/domain/category.ts'
import type { Ticket } from '../../src/domain/ticket/ticket.ts'
import { spokenNumber, tasksAtWork } from '../../src/domain/ticket/ticket.ts'
import type { OrgMember, OrgSnapshot } from '../../src/routing/directory.ts'
import { isOnDuty } from '../../src/routing/roster.ts'
import { type Chance, chanceOf } from './chance.ts'
import { type Deed, type Plan, press, say } from './deed.ts'
import type { Report } from './reports.ts'
import type { Group } from './stage.ts'
import { DAY, HOUR, MINUTE } from './time.ts'

/** A card that a chat shows. */
export interface Shown {
  chat: string
  externalId: string
  ticket: Ticket
  /** External id of whose ticket it is. */
  resident: string
}

export interface Workers {
  see(shown: Shown, now: number): void
}

interface Crew {
  seed: number
  org: OrgSnapshot
  tree: CategoryTree
  groups: ReadonlyMap<string, Group>
  plan: Plan
  /** What a resident had on their mind: a person who looks at the words would know. */
  meant(resident: string): Report | undefined
}

export function createWorkers({ seed, org, tree, groups, plan, meant }: Crew): Workers {
  /** Where each ticket stood when its card was shown last. */
  const stands = new Map<string, string>()
  const planned = new Set<string>()
  const desk = org.members.filter(
    ({ role, communityId, active }) => role === 'duty_officer' && !communityId && active,
  )
  const others = (ticket: Ticket) =>
    org.workersOf(ticket.gridId ?? '').filter(({ id }) => id !== ticket.ownerId)

  function crewOf({ kind, gridId, unitId, communityId }: Group): readonly OrgMember[] {
    if (kind === 'grid') return org.workersOf(gridId ?? '')
    if (kind === 'unit') return org.contactsOf(unitId ?? '')
    return communityId ? org.officersOf(communityId) : desk
  }

  /** The owner, else the first member. */
  function actor(group: Group, ticket: Ticket, now: number): OrgMember | undefined {
    if (ticket.state === 'arbitration') return org.withRole('arbiter')[0]
    const crew = crewOf(group)
    return (
      crew.find(({ id }) => id === ticket.ownerId) ??
      crew.find(({ id }) => isOnDuty(org, id, new Date(now), org.calendarOf(null))) ??
      crew[0]
    )
  }

  /** People act when they are there; who is never there in a fortnight acts all the same. */
  function thereAt(member: OrgMember, at: number, unitId: string | null): number {
    const calendar = org.calendarOf(unitId)
    for (let when = at; when < at + 14 * DAY; when += 20 * MINUTE)
      if (isOnDuty(org, member.id, new Date(when), calendar)) return when
    return at
  }

  return {
    see({ chat, externalId, ticket, resident }, now) {
      const group = groups.get(chat)
      if (!group) return
      const stand = standOf(ticket)
      stands.set(ticket.number, stand)
      const key = `${chat} ${ticket.number} ${stand}`
      if (planned.has(key)) return
      planned.add(key)
      const member = actor(group, ticket, now)
      if (!member) return
      const chance = chanceOf(seed, resident, ticket.createdAt.getTime(), stand, group.kind)
      const urgent = ticket.urgency !== 'normal'
      const stubborn = chance.is(0.03)
      const does = (at: number, content: Deed['content'], who: OrgMember = member) =>
        plan(urgent ? at : thereAt(who, at, ticket.unitId), {
          from: `member:${who.id}`,
          chat,
          content,
          still: () => stubborn || stands.get(ticket.number) === stand,
        })
      const act: Act = {
        group,
        ticket,
        now,
        chance,
        does,
        org,
        externalId,
        others: others(ticket),
        number: spokenNumber(ticket.number),
        meant: meant(resident),
        photo: tree.get(ticket.category)?.photo ?? false,
      }
      if (group.kind === 'duty') onDuty(act)
      else if (group.kind === 'unit' && ticket.unitId !== group.unitId) asDepartment(act)
      else if (
        (group.kind === 'unit') === (ticket.unitId !== null) &&
        (ticket.unitId || group.gridId === ticket.gridId)
      )
        asHolder(act)
    },
  }
}

/** What a worker would look at again: reminders and urges change nothing about what there is to do. */
const standOf = ({
  state,
  ownerId,
  unitId,
  gridId,
  category,
  reopens,
  returns,
  tasks,
  waitingSince,
  meeting,
}: Ticket) =>
  [state, ownerId, unitId, gridId, category, reopens, returns, waitingSince ? 'waits' : '', meeting?.decision]
    .concat(tasks.map(task => `${task.unitId}${task.state}`))
    .join(' ')

interface Act {
  group: Group
  ticket: Ticket
  now: number
  chance: Chance
  number: string
  org: OrgSnapshot
  externalId: string
  others: readonly OrgMember[]
  meant: Report | undefined
  /** A picture proves it. */
  photo: boolean
  does(at: number, content: Deed['content'], who?: OrgMember): void
}

/** Mostly somewhere in the time that there is, sometimes after it. */
function inTime(chance: Chance, now: number, due: Date | null, late: number): number {
  const end = due?.getTime() ?? now + 2 * HOUR
  if (chance.is(late)) return Math.max(now, end) + chance.between(10 * MINUTE, 20 * HOUR)
  const left = Math.max(end - now, 2 * MINUTE)
  return now + left * chance.between(0.05, 0.8)
}

function asHolder(act: Act): void {
  const { ticket, now, chance, number, does, externalId, others } = act
  if (ticket.waitingSince) return
  const { number: whole } = ticket
  switch (ticket.state) {
    case 'assigned': {
      const at = inTime(chance, now, ticket.acceptBy, 0.06)
      const colleague = others[0]
      if (ticket.returns < 2 && chance.is(0.025)) return does(at, say(`退单 ${number} ${chance.pick(BACK)}`))
      if (colleague && chance.is(0.02)) return does(at, press(`transfer:${whole}:${colleague.id}`))
      if (chance.is(0.03)) return does(at, say(`办结 ${number} 电话里已答复，${chance.pick(DONE)}`))
      if (chance.is(0.01)) return
      if (colleague && chance.is(0.02)) return does(at, press(`accept:${whole}`), colleague)
      does(at, press(`accept:${whole}`))
      if (chance.is(0.01)) does(at, press(`undo:${whole}`))
      return
    }
    case 'accepted': {
      // Most is small, and done within a day or so.
      const soon = ticket.answerBy && chance.is(0.55) ? ticket.answerBy : ticket.resolveBy
      const end = inTime(chance, now, soon, 0.06)
      const middle = now + (end - now) * 0.4
      const first = ticket.tasks.length === 0 && ticket.answeredAt === null && ticket.meeting === null
      if (first && chance.is(0.05))
        return does(middle, say(`吹哨 ${number} ${chance.pick(CALLED)}：请到现场看看`))
      if (first && chance.is(0.03)) return does(middle, say(`问 ${number} 请问具体在几楼？`))
      if (first && chance.is(0.008))
        return does(middle, say(`联席会 ${number} 要动用维修资金，请业主和物业一起定`))
      if (first && chance.is(0.01)) return does(middle, press(`categorise:${whole}:other.suggestion`))
      if (ticket.returns < 2 && chance.is(0.01)) return does(middle, press(`return:${whole}:other_unit`))
      // What takes longer than the promised answer is answered on the way.
      const answerBy = ticket.answeredAt ? null : ticket.answerBy
      if (answerBy && answerBy.getTime() < end && !chance.is(0.08))
        does(inTime(chance, now, answerBy, 0.03), say(chance.pick(ON_THE_WAY), externalId))
      else if (chance.is(0.05)) does(middle, say(chance.pick(ON_THE_WAY), externalId))
      if (chance.is(0.02)) does(middle, say(`备注 ${number} 居民下午在家`))
      for (const { unitId, stars } of ticket.tasks)
        if (stars === null && chance.is(0.5))
          does(
            end - MINUTE,
            press(`rate_unit:${whole}:${act.org.unitById.get(unitId)?.code}:${chance.pick([3, 4, 5])}`),
          )
      if (chance.is(0.004)) return
      if (act.photo && chance.is(0.85))
        does(end, {
          kind: 'attachment',
          what: 'photo',
          text: chance.pick(DONE),
          file: 'photo',
          replyTo: externalId,
        })
      else does(end, say(`办结 ${number} ${chance.is(0.06) ? chance.pick(NOT_DONE) : chance.pick(DONE)}`))
      if (chance.is(0.01)) does(end, press(`undo:${whole}`))
      return
    }
    case 'whistled': {
      if (tasksAtWork(ticket).length > 0) {
        // No department comes: the grid goes on alone.
        const { resolveBy } = ticket
        return does(
          Math.max(now, resolveBy?.getTime() ?? now) + chance.between(2 * HOUR, 2 * DAY),
          press(`end_whistle:${whole}`),
        )
      }
      const at = now + chance.between(10 * MINUTE, 6 * HOUR)
      return does(
        at,
        chance.is(0.5)
          ? press(`end_whistle:${whole}`)
          : say(`办结 ${number} 部门已到场，${chance.pick(DONE)}`),
      )
    }
  }
}

function asDepartment({ group, ticket, now, chance, number, does }: Act): void {
  const task = ticket.tasks.find(({ unitId }) => unitId === group.unitId)
  const { number: whole } = ticket
  if (ticket.state !== 'whistled' || !task) return
  if (task.state === 'called') {
    if (chance.is(0.06)) return does(now + chance.between(5 * MINUTE, 3 * HOUR), press(`decline:${whole}`))
    if (chance.is(0.05)) return
    return does(inTime(chance, now, new Date(task.reportBy), 0.1), press(`report_in:${whole}`))
  }
  if (task.state === 'reported_in' && !chance.is(0.03))
    does(inTime(chance, now, new Date(task.actBy), 0.1), say(`办结 ${number} ${chance.pick(DONE)}`))
}

function onDuty({ group, ticket, now, chance, number, does, meant, org }: Act): void {
  const { number: whole, state } = ticket
  const at = inTime(chance, now, ticket.decideBy, 0.05)
  switch (state) {
    case 'unrouted': {
      if (chance.is(0.02)) return
      const unclear = ticket.category.startsWith('other.') && meant && meant.category !== ticket.category
      if (chance.is(0.06)) return does(at, say(`办结 ${number} 已答复，不属于本区职责，请拨打市里热线`))
      if (unclear) return does(at, press(`categorise:${whole}:${meant.category}`))
      const grid = org.gridById.get(meant?.place.gridId ?? ticket.gridId ?? '')
      if (!grid) return
      // A district has more grids than a card has buttons: they go through the menus.
      does(at, press(`menu:${whole}:grid:`))
      const community = org.communityById.get(grid.communityId)
      does(at, press(`menu:${whole}:grid:${community?.code ?? ''}`))
      return does(at, press(`assign:${whole}:${grid.code}`))
    }
    case 'arbitration': {
      const grid = org.gridById.get(meant?.place.gridId ?? ticket.gridId ?? '')
      // The card hangs with the community too; the arbiter sits at the district's desk.
      return grid && !group.communityId ? does(at, press(`assign:${whole}:${grid.code}`)) : undefined
    }
    case 'meeting': {
      const decided = chance.weighted({ 同意: 60, 不同意: 25, 再议: 15 })
      return does(at, say(`议定 ${number} ${decided} 30天内落实`))
    }
    case 'assigned':
      return chance.is(0.03) && !ticket.warned.level
        ? does(now + HOUR, press(`supervise:${whole}`))
        : undefined
    case 'accepted':
      return chance.is(0.01) ? does(now + 2 * HOUR, say(`剔除 ${number} 反映不实，现场没有`)) : undefined
    case 'closed':
      return ticket.rating !== null && ticket.rating <= 2 && chance.is(0.4)
        ? does(now + chance.between(HOUR, 8 * HOUR), press(`reopen:${whole}`))
        : undefined
  }
}

const DONE = [
  '已更换，恢复正常',
  '已清理干净',
  '已修好，试过没问题',
  '已疏通',
  '已协调解决，当面告知了居民',
  '已劝离并登记',
]
const NOT_DONE = ['好了', '已处理', '暂时无法解决，等配件', '不属于网格职责范围，已告知渠道']
const ON_THE_WAY = ['配件已经订了，明天上门', '下午到现场看', '已联系维修师傅，约好了时间']
const BACK = ['地址不在本网格', '不归我们管，要找部门', '说得不清楚', '和昨天的重复']
const CALLED = ['城管', '住建', '水务', '城管 住建', '市场监管']
