import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chooseOwner } from './assign.ts'
import type { OrgMember } from './org-snapshot.ts'

const worker = (id: string, lastServedAt: Date | null = null): OrgMember => ({
  id,
  name: id,
  role: 'grid_worker',
  gridId: 'g4',
  communityId: null,
  unitId: null,
  active: true,
  lastServedAt,
})
const choose = (workers: OrgMember[], load: ReadonlyMap<string, number> = new Map()) =>
  chooseOwner(
    { gridId: 'g4', category: 'facilities.lighting', openLoad: load },
    { workersOf: gridId => (gridId === 'g4' ? workers : []) },
  ).ownerId

it('gives it to whoever has least to do', () => {
  expect(
    choose(
      [worker('wang'), worker('wu')],
      new Map([
        ['wang', 3],
        ['wu', 2],
      ]),
    ),
  ).toBe('wu')
  expect(choose([worker('wang'), worker('wu')], new Map([['wang', 1]]))).toBe('wu')
})

it('gives it, among equals, to whoever waited longest', () => {
  const [morning, noon] = [new Date('2026-11-20T01:00:00Z'), new Date('2026-11-20T04:00:00Z')]
  expect(choose([worker('wang', noon), worker('wu', morning)])).toBe('wu')
  expect(choose([worker('wang', noon), worker('wu', null)])).toBe('wu')
})

it('leaves it to the group when nobody works there', () => {
  expect(choose([])).toBeNull()
})

it('shares out evenly, whatever the order of the workers', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }), ids => {
      const load = new Map<string, number>()
      for (let ticket = 0; ticket < ids.length * 3; ticket++) {
        const workers = ids.map(id => worker(id))
        const owner = choose(workers, load) ?? ''
        expect(choose(workers.toReversed(), load)).toBe(owner)
        load.set(owner, (load.get(owner) ?? 0) + 1)
      }
      expect(new Set(load.values())).toEqual(new Set([3]))
    }),
  )
})
