import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDirectory, type OrgSnapshot } from '../src/routing/directory.ts'
import { findGrid } from '../src/routing/find-grid.ts'
import type { Area } from '../src/routing/grid-areas.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/test-database.ts'
import { GRIDS, PLACES, PROPERTY_COMPANIES } from './demo-community.ts'
import type { DemoCommunity } from './demo-ids.ts'
import { DEPARTMENTS, DEPARTMENTS_WITH_GROUP } from './demo-people.ts'
import { seedDemo } from './seed.ts'

let database: TestDatabase
let demo: DemoCommunity
let org: OrgSnapshot
let milliseconds: number
beforeAll(async () => {
  database = await createTestDatabase()
  // The first query of a process loads Prisma; that is not the seed's time.
  await database.prisma.district.count()
  const began = performance.now()
  demo = await seedDemo(database.prisma)
  milliseconds = performance.now() - began
  org = (await createDirectory(database.prisma)).current()
})
afterAll(() => database.close())

describe('seedDemo', () => {
  it('writes everything once, quickly', async () => {
    expect(demo.seeded).toBe(true)
    expect(demo.grids.size).toBe(8)
    expect(demo.places.size).toBe(PLACES.length)
    expect(demo.units.size).toBe(DEPARTMENTS.length + PROPERTY_COMPANIES.length)
    const units = DEPARTMENTS_WITH_GROUP.length + PROPERTY_COMPANIES.length
    // The grids, the duty officers of two communities, a subdistrict and the district, the units.
    expect(demo.workGroups.size).toBe(8 + 4 + units)
    // A generous second: the machine may be busy with other tests.
    expect(milliseconds).toBeLessThan(3000)
    expect({ ...(await seedDemo(database.prisma)), seeded: true }).toEqual(demo)
    expect(await database.prisma.district.count()).toBe(1)
  })
  it('writes once even when two processes start together', async () => {
    const empty = await createTestDatabase()
    const both = await Promise.all([seedDemo(empty.prisma), seedDemo(empty.prisma)])
    expect(both.map(({ seeded }) => seeded).toSorted()).toEqual([false, true])
    await empty.close()
  })
  it('has somebody in every grid, in every duty group, and behind every whistle', () => {
    for (const grid of org.grids) {
      expect(org.workersOf(grid.id).length).toBeGreaterThan(0)
      expect(org.workGroupOf(grid.id)).not.toBeNull()
      expect(org.dutyGroupOf(grid.id)).not.toBeNull()
    }
    const contacts = new Set(org.withRole('unit_contact').map(({ unitId }) => unitId))
    for (const group of org.workGroups) if (group.unitId) expect(contacts).toContain(group.unitId)
    for (const role of ['arbiter', 'supervisor', 'admin'] as const) expect(org.withRole(role)).toHaveLength(1)
    expect(new Set(org.members.map(({ name }) => name)).size).toBe(org.members.length)
    expect(org.workersOf(demo.grids.get('g4') ?? '').map(({ name }) => name)).toContain('王师傅')
  })
})

describe('the map', () => {
  it.each(GRIDS)('the middle of $code is in it and in no other', ({ code, area }) => {
    const [longitude, latitude] = middle(area.coordinates[0] ?? [])
    const pin = { latitude, longitude }
    expect(findGrid({ text: '', pin }, org.gazetteer)).toMatchObject({
      gridId: demo.grids.get(code),
      rule: 'pin',
    })
    expect(GRIDS.filter(grid => contains(grid.area, longitude, latitude))).toHaveLength(1)
  })
  it('has no two grids that overlap, and no gap between them', () => {
    const longitude = fc.double({ min: 119.0885, max: 119.111, noNaN: true })
    const latitude = fc.double({ min: 36.691, max: 36.7088, noNaN: true })
    fc.assert(
      fc.property(longitude, latitude, (x, y) => {
        expect(GRIDS.filter(grid => contains(grid.area, x, y))).toHaveLength(1)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the places', () => {
  const sayings = PLACES.flatMap(place =>
    [place.nameZh, place.nameEn, ...(place.aliases ?? [])].map(name => ({ name, place })),
  )
  it.each(sayings)('$name is in $place.grid', ({ name, place }) => {
    const text = place.buildings ? `${name}${place.buildings[0]}号楼灯坏了` : `${name} 灯坏了`
    expect(findGrid({ text }, org.gazetteer)).toMatchObject({
      kind: 'found',
      gridId: demo.grids.get(place.grid),
      placeId: demo.places.get(place.code),
      rule: 'place',
    })
  })
  it('asks which part of 状元府', () => {
    const finding = findGrid({ text: '状元府路灯坏了' }, org.gazetteer)
    expect(finding.kind === 'ambiguous' && finding.candidates.map(({ code }) => code)).toEqual([
      'zyf-1',
      'zyf-2',
    ])
  })
})

function middle(ring: readonly (readonly [number, number])[]): [number, number] {
  const corners = ring.slice(1)
  const sum = (axis: 0 | 1) => corners.reduce((total, corner) => total + corner[axis], 0)
  return [sum(0) / corners.length, sum(1) / corners.length]
}

const contains = (area: object, longitude: number, latitude: number): boolean =>
  booleanPointInPolygon([longitude, latitude], area as Area, { ignoreBoundary: true })
