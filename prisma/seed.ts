/** Writes the demo's organisation into an empty database; its tickets come through the real writer, elsewhere. */
import { v7 as uuid } from 'uuid'
import type { Prisma, PrismaClient } from '../src/db/client.ts'
import { COMMUNITIES, DISTRICT, GRIDS, PLACES, PROPERTY_COMPANIES, SUBDISTRICT } from './demo-community.ts'
import { type DemoCommunity, readIds } from './demo-ids.ts'
import {
  DEPARTMENTS,
  DEPARTMENTS_WITH_GROUP,
  DUTY_OFFICERS,
  GRID_WORKERS,
  OFFICE,
  UNIT_CONTACTS,
} from './demo-people.ts'

/** Two processes that start at once must not both find the database empty. Any number that is used nowhere else. */
const LOCK = 20_261_120

/** All or nothing, and nothing when the database already has a district. */
export function seedDemo(prisma: PrismaClient): Promise<DemoCommunity> {
  return prisma.$transaction(
    async tx => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK}::bigint)`
      const seeded = (await tx.district.count()) === 0
      if (seeded) await writeDemo(tx)
      return { seeded, ...(await readIds(tx)) }
    },
    // It takes a moment; on a machine that is busy starting, Prisma's own five seconds may not do.
    { maxWait: 10_000, timeout: 30_000 },
  )
}

async function writeDemo(tx: Prisma.TransactionClient): Promise<void> {
  const districtId = uuid()
  const subdistrictId = uuid()
  const communities = withIds(COMMUNITIES)
  const grids = withIds(GRIDS)
  const departments = withIds(DEPARTMENTS)
  const companies = withIds(PROPERTY_COMPANIES)
  const idOf = new Map(
    [
      ...communities,
      ...grids,
      ...departments,
      ...companies,
      { code: SUBDISTRICT.code, id: subdistrictId },
    ].map(({ code, id }) => [code as string, id]),
  )
  const id = (code: string): string => {
    const known = idOf.get(code)
    if (!known) throw new Error(`the demo has nothing of the code ${code}`)
    return known
  }

  await tx.district.create({ data: { id: districtId, ...DISTRICT } })
  await tx.subdistrict.create({ data: { id: subdistrictId, districtId, ...SUBDISTRICT } })
  await tx.community.createMany({ data: communities.map(community => ({ ...community, subdistrictId })) })
  await tx.grid.createMany({
    data: grids.map(({ number, community, area, ...grid }) => ({
      ...grid,
      nameZh: `第${number}网格`,
      nameEn: `Grid ${number}`,
      communityId: id(community),
      area: area as unknown as Prisma.InputJsonObject,
    })),
  })
  await tx.unit.createMany({
    data: [
      ...departments.map(unit => ({ ...unit, kind: 'department' as const })),
      ...companies.map(unit => ({ ...unit, kind: 'property_company' as const })),
    ],
  })
  await tx.place.createMany({
    data: PLACES.map(({ grid, buildings, property, aliases = [], ...place }) => ({
      id: uuid(),
      ...place,
      aliases: [...aliases],
      gridId: id(grid),
      buildingFrom: buildings?.[0] ?? null,
      buildingTo: buildings?.[1] ?? null,
      propertyId: property ? id(property) : null,
    })),
  })
  await tx.member.createMany({ data: members(id) })
  await tx.workGroup.createMany({ data: workGroups(id) })
}

const withIds = <T extends object>(rows: readonly T[]) => rows.map(row => ({ id: uuid(), ...row }))

type IdOf = (code: string) => string

const members = (id: IdOf): Prisma.MemberCreateManyInput[] =>
  withIds([
    ...each(GRID_WORKERS, (name, grid) => ({ name, role: 'grid_worker' as const, gridId: id(grid) })),
    ...each(DUTY_OFFICERS, (name, community) => ({
      name,
      role: 'duty_officer' as const,
      communityId: id(community),
    })),
    ...Object.entries(UNIT_CONTACTS).map(([unit, name]) => ({
      name,
      role: 'unit_contact' as const,
      unitId: id(unit),
    })),
    ...OFFICE,
  ])

const each = <T>(
  table: Readonly<Record<string, readonly string[]>>,
  row: (name: string, code: string) => T,
): T[] => Object.entries(table).flatMap(([code, names]) => names.map(name => row(name, code)))

const workGroups = (id: IdOf): Prisma.WorkGroupCreateManyInput[] =>
  withIds([
    ...GRIDS.map(({ code, number }) => ({
      kind: 'grid' as const,
      gridId: id(code),
      nameZh: `第${number}网格工作群`,
      nameEn: `Grid ${number} work group`,
    })),
    ...COMMUNITIES.map(({ code, nameZh, nameEn }) => ({
      kind: 'duty' as const,
      communityId: id(code),
      nameZh: `${nameZh}值班群`,
      nameEn: `${nameEn} duty group`,
    })),
    {
      kind: 'duty' as const,
      subdistrictId: id(SUBDISTRICT.code),
      nameZh: `${SUBDISTRICT.nameZh}督办群`,
      nameEn: `${SUBDISTRICT.nameEn} supervision group`,
    },
    { kind: 'duty' as const, nameZh: `${DISTRICT.nameZh}指挥中心`, nameEn: `${DISTRICT.nameEn} desk` },
    ...UNITS_WITH_GROUP.map(({ code, nameZh, nameEn }) => ({
      kind: 'unit' as const,
      unitId: id(code),
      nameZh: `${nameZh}工作群`,
      nameEn: `${nameEn} work group`,
    })),
  ])

const UNITS_WITH_GROUP = [
  ...DEPARTMENTS.filter(({ code }) => (DEPARTMENTS_WITH_GROUP as readonly string[]).includes(code)),
  ...PROPERTY_COMPANIES,
]
