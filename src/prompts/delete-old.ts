/** Deletes residents' words that were stored for review, after a retention period. */
import { forgetProposals } from './labels.ts'
import { forgetShadowAnswers } from './shadow.ts'
import type { Queryable } from './versions.ts'

const SHADOW_DAYS = 30
const PROPOSAL_DAYS = 90

export async function tidy({ pool, now }: { pool: Queryable; now: () => Date }): Promise<void> {
  const daysAgo = (days: number) => new Date(now().getTime() - days * 86_400_000)
  await forgetShadowAnswers(pool, daysAgo(SHADOW_DAYS))
  await forgetProposals(pool, daysAgo(PROPOSAL_DAYS))
}
