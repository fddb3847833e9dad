/** Of whom a complaint speaks, as far as the organisation knows them: by name, or as the company of the compound. */
import { conductIn, namesCompany } from '../domain/conduct.ts'
import type { HappeningOf } from '../domain/ticket-event.ts'
import type { OrgMember, OrgSnapshot } from './org-snapshot.ts'

type Complaint = HappeningOf<'made_confidential'>['data']

/** 安居物业有限公司 is called 安居物业, and 安居. */
const SUFFIX = /(?:服务|管理)?(?:有限)?(?:责任)?(?:公司)?$/u
/** Shorter names are words. */
const SHORTEST = 2

const ABOVE: ReadonlySet<OrgMember['role']> = new Set(['duty_officer', 'community_officer'])

/**
 * @param isConduct triage has filed it as conduct, whatever its words are.
 * @returns null for a thing to mend.
 */
export function complaintIn(
  words: string,
  { gridId, placeId }: { gridId: string | null; placeId: string | null },
  isConduct: boolean,
  org: OrgSnapshot,
): Complaint | null {
  const named = namedIn(words, org)
  const conduct = conductIn(words, named.names) ?? (isConduct ? { above: false } : null)
  if (!conduct) return null
  const { communityId } = org.gridById.get(gridId ?? '') ?? {}
  const company = namesCompany(words) ? org.propertyOf(placeId) : undefined
  const community = org.communityById.get(communityId ?? '')
  const isAbove = conduct.above || named.members.some(({ role }) => ABOVE.has(role))
  // A place that has no district's desk has but the one.
  const level = isAbove && org.hasDistrictDesk && (community || gridId === null) ? 3 : 1
  return {
    why: 'complaint',
    units: [...new Set([...named.unitIds, ...(company ? [company.id] : [])])],
    members: named.members.map(({ id }) => id),
    level,
  }
}

function namedIn(words: string, org: OrgSnapshot) {
  const units = org.units.filter(({ nameZh, nameEn }) =>
    [nameZh, nameZh.replace(SUFFIX, ''), nameEn].some(name => name.length > SHORTEST && words.includes(name)),
  )
  const members = org.members.filter(
    ({ name, active }) => active && name.length >= SHORTEST && words.includes(name),
  )
  return {
    unitIds: units.map(({ id }) => id),
    members,
    names: [
      ...units.flatMap(({ nameZh, nameEn }) => [nameZh, nameZh.replace(SUFFIX, ''), nameEn]),
      ...members.map(({ name }) => name),
    ].filter(name => name.length >= SHORTEST && words.includes(name)),
  }
}
