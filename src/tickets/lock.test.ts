/** Two people act on one ticket at the same moment: each claims a message for it, then locks it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inTransaction } from '../db/client.ts'
import { createTown, type Town } from '../testing/town.ts'
import { lockTicket } from './store.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
})
afterAll(() => town.close())

it('lets another message point at a ticket that another transaction has locked', async () => {
  await town.resident('钱一').says('书香苑2号楼楼道灯坏了')
  await town.settled()
  const { pool } = town.db
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM ticket')
  const id = rows[0]?.id ?? ''
  await pool.query('UPDATE inbound_message SET ticket_id = NULL')
  await inTransaction(pool, async db => {
    expect(await lockTicket(db, id)).toMatchObject({ id })
    await inTransaction(pool, async other => {
      await other.query("SET LOCAL lock_timeout = '200ms'")
      const { rowCount } = await other.query('UPDATE inbound_message SET ticket_id = $1', [id])
      expect(rowCount).toBe(1)
      // A second row lock still waits.
      await expect(lockTicket(other, id)).rejects.toThrow(/lock timeout/)
      throw new Error('rolled back')
    }).catch(error => expect(error.message).toBe('rolled back'))
  })
})
