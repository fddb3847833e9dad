import { expect, it } from 'vitest'
import { type Group, owesWork, type GroupRole, groupRoleOf, taskOf } from './group-role.ts'
import { type Task, TASK_STATES } from './ticket-event.ts'

const group = (kind: Group['kind'], id: string | null = null): Group => ({
  kind,
  gridId: kind === 'grid' ? id : null,
  unitId: kind === 'unit' ? id : null,
})
const task = (unitId: string, state: Task['state']): Task => ({
  unitId,
  state,
  ground: 'beyond_power',
  calledAt: '',
  reportBy: '',
  actBy: '',
  note: '',
  stars: null,
})
const OF_GRID = { gridId: 'g4', unitId: null, tasks: [] }
const OF_UNIT = { gridId: 'g4', unitId: 'anju', tasks: [] }
const NOWHERE = { gridId: null, unitId: null, tasks: [] }

it.each<[string, Group, Parameters<typeof groupRoleOf>[1], GroupRole]>([
  ['its grid', group('grid', 'g4'), OF_GRID, 'holder'],
  ['another grid', group('grid', 'g3'), OF_GRID, 'former'],
  ['the grid, while a unit has it,', group('grid', 'g4'), OF_UNIT, 'watcher'],
  ['the unit that has it', group('unit', 'anju'), OF_UNIT, 'holder'],
  ['a unit that has nothing to do with it', group('unit', 'housing'), OF_UNIT, 'former'],
  ['the duty officers', group('duty'), OF_UNIT, 'duty'],
  ['a grid, while the place is unknown,', group('grid', 'g4'), NOWHERE, 'former'],
  ['a unit, while the place is unknown,', group('unit', 'anju'), NOWHERE, 'former'],
  ['a unit group that is bound to no unit', group('unit'), OF_GRID, 'former'],
])('%s is its %3$s', (_, who, ticket, standing) => expect(groupRoleOf(who, ticket)).toBe(standing))

it.each(TASK_STATES)('a department whose task is %s', state => {
  const housing = group('unit', 'housing')
  const ticket = { ...OF_GRID, tasks: [task('fire', 'called'), task('housing', state)] }
  expect(groupRoleOf(housing, ticket)).toBe(state === 'called_off' ? 'former' : 'called')
  expect(taskOf(housing, ticket)?.state).toBe(state)
  expect(owesWork(housing, ticket)).toBe(state === 'called' || state === 'reported_in')
})

it('a unit that has the ticket and was whistled too holds it', () => {
  expect(groupRoleOf(group('unit', 'anju'), { ...OF_UNIT, tasks: [task('anju', 'called')] })).toBe('holder')
})
