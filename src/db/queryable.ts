/** A pool, or a client inside a transaction. */
import type pg from 'pg'

export type Queryable = Pick<pg.ClientBase, 'query'>
