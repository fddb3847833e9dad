/**
 * The role that Linli works as. Whatever gets a statement of its own past Linli has one database before it: no program,
 * no file, no other role. The superuser, whom initdb makes, is for making this role and for supervision only.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { ROOT } from '../lib/root.ts'

export const APP_ROLE = 'linli_app'

/**
 * Makes the role, or brings a database over that was made without it; nothing changes the second time.
 * @param superuser connected to the database that the role is to own.
 */
export async function settleRole(superuser: pg.Client, password: string): Promise<void> {
  await superuser.query(`SELECT set_config('linli.password', $1, false)`, [password])
  await superuser.query(readFileSync(path.join(ROOT, 'prisma', 'least-role.sql'), 'utf8'))
}
