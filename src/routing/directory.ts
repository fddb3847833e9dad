/** Keeps the organisation in memory, so that no message waits for a query about who works where. */
import type { PrismaClient } from '../db/client.ts'
import { buildGazetteer, type Gazetteer } from './gazetteer.ts'
import { buildSnapshot, type OrgRows, type OrgSnapshot } from './org-snapshot.ts'

export type { OrgGrid, OrgMember, OrgPlace, OrgSnapshot, OrgUnit, OrgWorkGroup } from './org-snapshot.ts'

export interface Directory {
  current(): OrgSnapshot
  /**
   * Reads what is committed when it is called, or later.
   * @throws when the database does not answer; the last good snapshot stays.
   */
  reload(): Promise<void>
}

/** Loads the first snapshot. @throws when the database does not answer: there is nothing to fall back on. */
export async function createDirectory(
  prisma: PrismaClient,
  now: () => Date = () => new Date(),
): Promise<Directory> {
  const gazetteerOf = rememberingGazetteer()
  let snapshot = await load()
  let last: Promise<unknown> = Promise.resolve()

  async function load(): Promise<OrgSnapshot> {
    const rows = await readOrganisation(prisma, now())
    return buildSnapshot(rows, gazetteerOf(rows))
  }

  return {
    current: () => snapshot,
    reload: () => {
      // One after the other: whoever has just committed must not be given an answer from before.
      const reloaded = last.then(load).then(fresh => {
        snapshot = fresh
      })
      last = reloaded.catch(() => {})
      return reloaded
    },
  }
}

/** Names change a few times a year, and members all day: the index is built anew only when it would differ. */
function rememberingGazetteer(): (rows: OrgRows) => Gazetteer {
  let builtFrom = ''
  let gazetteer: Gazetteer
  return ({ places, grids }) => {
    const rows = JSON.stringify([places, grids])
    if (rows !== builtFrom) gazetteer = buildGazetteer({ places, grids })
    builtFrom = rows
    return gazetteer
  }
}

async function readOrganisation(prisma: PrismaClient, now: Date): Promise<OrgRows> {
  const orderBy = { code: 'asc' } as const
  const [subdistricts, communities, grids, places, units, members, workGroups, shifts, leaves, calendarDays] =
    await prisma.$transaction(
      [
        prisma.subdistrict.findMany({ orderBy }),
        prisma.community.findMany({ orderBy }),
        prisma.grid.findMany({ orderBy }),
        prisma.place.findMany({ orderBy }),
        prisma.unit.findMany({ orderBy }),
        prisma.member.findMany({ orderBy: { id: 'asc' } }),
        prisma.workGroup.findMany({
          orderBy: { id: 'asc' },
          include: {
            conversations: {
              orderBy: { id: 'asc' },
              select: { id: true, channel: true, externalId: true, reachable: true },
            },
          },
        }),
        prisma.shift.findMany({ orderBy: { id: 'asc' } }),
        // What is over says nothing about who is there now.
        prisma.leave.findMany({ where: { to: { gte: new Date(now.getTime() - 86_400_000) } } }),
        prisma.calendarDay.findMany(),
      ],
      // All of it as it was at one moment: no member of a grid that is not there yet.
      { isolationLevel: 'RepeatableRead' },
    )
  return {
    subdistricts,
    communities,
    grids: grids.toSorted((a, b) => byNumber(a.code, b.code)),
    places,
    units,
    members,
    workGroups: workGroups.map(group => ({ ...group, language: group.language === 'en' ? 'en' : 'zh-CN' })),
    shifts,
    leaves,
    calendarDays,
  }
}

/** g2 before g10. */
const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })
