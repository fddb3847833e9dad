/**
 * The role that Linli connects as. SQL that is injected through Linli reaches one database only: no program,
 * no file, no other role. The superuser, which initdb creates, only creates this role and supervises.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { ROOT } from '../lib/root.ts'

export const APP_ROLE = 'linli_app'

/**
 * Creates the role, or hands over a database that was made without it. Idempotent.
 * @param superuser connected to the database that the role is to own.
 */
export async function settleRole(superuser: pg.Client, password: string): Promise<void> {
  await superuser.query(`SELECT set_config('linli.password', $1, false)`, [password])
  await superuser.query(readFileSync(path.join(ROOT, 'prisma', 'least-role.sql'), 'utf8'))
}
