/** Caches the organisation in memory, so that no message waits for a query about who works where. */
import type { PrismaClient } from '../db/client.ts'
import { buildGazetteer, type Gazetteer } from './gazetteer.ts'
import { buildSnapshot, type OrgRows, type OrgSnapshot } from './org-snapshot.ts'
import { readRows, type Stored } from './read-rows.ts'

export type { OrgGrid, OrgMember, OrgPlace, OrgSnapshot, OrgUnit, OrgWorkGroup } from './org-snapshot.ts'

export interface Directory {
  current(): OrgSnapshot
  /**
   * Reads what is committed at the time of the call, or later.
   * @throws when the database does not answer; the last good snapshot stays.
   */
  reload(): Promise<void>
}

/** Loads the first snapshot. @throws when the database does not answer: there is no older snapshot. */
export async function createDirectory(
  prisma: PrismaClient,
  now: () => Date = () => new Date(),
): Promise<Directory> {
  const gazetteerOf = rememberingGazetteer()
  let snapshot = await load()
  let last: Promise<unknown> = Promise.resolve()

  async function load(): Promise<OrgSnapshot> {
    const rows = await readRows(
      queries =>
        // One consistent read: no member of a grid that is missing from the snapshot.
        prisma.$transaction(
          queries.map(({ text, values }) => prisma.$queryRawUnsafe<Stored[]>(text, ...values)),
          { isolationLevel: 'RepeatableRead' },
        ),
      now(),
    )
    return buildSnapshot(rows, gazetteerOf(rows))
  }

  return {
    current: () => snapshot,
    reload: () => {
      // Reloads run in sequence: a caller that has just committed must not get a load that began before.
      const reloaded = last.then(load).then(fresh => {
        snapshot = fresh
      })
      last = reloaded.catch(() => {})
      return reloaded
    },
  }
}

/** Members change all day, names a few times a year: the index is rebuilt only when names differ. */
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
