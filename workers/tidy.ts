import { forgetSuperseded } from '../src/notify/delivery/retention.ts'
import { disownOrphans, forgetUploads } from '../src/attachments/rows.ts'
import { tidyLastChats } from '../src/inbox/erasure-receipt.ts'
import { forgetOutgrown } from '../src/inbox/retention.ts'
import type { Context } from '../src/context.ts'
import { tidy as tidyUp } from '../src/prompts/delete-old.ts'

/** An upload without a message within a day is deleted. */
const UPLOAD_MS = 24 * 3_600_000
/** So long a photo without a word waits for what it shows. */
const ORPHAN_MS = 7 * 24 * 3_600_000

export const tidy = (context: Context) => async () => {
  await tidyUp(context.turn)
  const { pool, attachments, turn } = context
  await tidyLastChats(pool, turn.now())
  await forgetOutgrown(pool, turn.now())
  await forgetSuperseded(pool, turn.now())
  await disownOrphans(pool, new Date(turn.now().getTime() - ORPHAN_MS))
  await forgetUploads(pool, attachments, new Date(turn.now().getTime() - UPLOAD_MS))
}
