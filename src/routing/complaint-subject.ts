/** Finds the members and units that a complaint is about: by name, or as the company of the compound. */
import { inSimplified } from '../domain/text/normalize.ts'
import { conductIn, namesCompany } from '../domain/privacy/conduct-complaint.ts'
import type { EventBodyOf } from '../domain/ticket/ticket-event.ts'
import type { OrgMember, OrgSnapshot, OrgUnit } from './org-snapshot.ts'

type Complaint = EventBodyOf<'made_confidential'>['data']

/** 安居物业有限公司 is also called 安居物业, or 安居. */
const SUFFIX = /(?:服务|管理)?(?:有限)?(?:责任)?(?:公司)?$/u
/** 安居 means the company, unless the name of a place follows. */
const BUSINESS = /(?:物业|物管)$/u
const NO_PLACE = '(?!(?:小区|家园|花园|苑|里|园|\\d))'
/** Shorter names are ordinary words. */
const SHORTEST = 2

const ABOVE: ReadonlySet<OrgMember['role']> = new Set(['duty_officer', 'community_officer'])

/**
 * @param isConduct triage has filed it as conduct, in any wording.
 * @returns null when the message is no complaint about conduct.
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
  // Without a district's desk the place has one desk only.
  const level = isAbove && org.hasDistrictDesk && (community || gridId === null) ? 3 : 1
  return {
    why: 'complaint',
    units: [...new Set([...named.unitIds, ...(company ? [company.id] : [])])],
    members: named.members.map(({ id }) => id),
    level,
  }
}

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function namedIn(words: string, org: OrgSnapshot) {
  const read = inSimplified(words)
  const isSaid = (name: string) => read.includes(name)
  const called = ({ nameZh, nameEn }: OrgUnit) => {
    const short = nameZh.replace(SUFFIX, '')
    const names = [nameZh, short, nameEn].filter(name => name.length > SHORTEST && isSaid(name))
    const bare = short.replace(BUSINESS, '')
    const isBare =
      bare !== short && bare.length >= SHORTEST && new RegExp(`${escaped(bare)}${NO_PLACE}`, 'u').test(read)
    return isBare ? [...names, bare] : names
  }
  const units = org.units.filter(unit => called(unit).length > 0)
  const members = org.members.filter(({ name, active }) => active && name.length >= SHORTEST && isSaid(name))
  return {
    unitIds: units.map(({ id }) => id),
    members,
    names: [...units.flatMap(called), ...members.map(({ name }) => name)],
  }
}
