/** Rewrites texts in place: read, changed by a function, and those that differ written back by id. */
import type { Queryable } from './queryable.ts'

export interface Texts {
  /** Selects `id` and `text`; $1 are ids that the caller chooses by. */
  read: string
  /** An UPDATE of `x` that ends in `BY_ID`. */
  write: string
}

export type Rewrite = (text: string) => string

export const BY_ID = 'FROM unnest($1::uuid[], $2::text[]) AS n (id, text) WHERE x.id = n.id'

export async function rewriteTexts(
  db: Queryable,
  { read, write }: Texts,
  ids: readonly string[],
  change: Rewrite,
): Promise<void> {
  const { rows } = await db.query<{ id: string; text: string }>(read, [ids])
  const changed = rows
    .map(({ id, text }) => ({ id, text, after: change(text) }))
    .filter(({ text, after }) => text !== after)
  if (changed.length > 0)
    await db.query(write, [changed.map(({ id }) => id), changed.map(({ after }) => after)])
}
