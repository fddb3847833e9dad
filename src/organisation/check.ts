/** Runs all checks of an organisation whose cells are readable, and reports everything at once. */
import { checkCodes } from './check-codes.ts'
import { checkMap } from './check-map.ts'
import { checkPeople } from './check-people.ts'
import { checkPlaces } from './check-places.ts'
import { checkReferences } from './check-references.ts'
import { checkShifts } from './check-shifts.ts'
import { checkUnits } from './check-units.ts'
import type { Review } from './review.ts'

const CHECKS: readonly ((review: Review) => void)[] = [
  checkCodes,
  checkReferences,
  checkUnits,
  checkPlaces,
  checkPeople,
  checkShifts,
  checkMap,
]

export function check(review: Review): void {
  for (const each of CHECKS) each(review)
}
