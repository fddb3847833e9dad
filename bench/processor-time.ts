/** Processor time of this process and of PostgreSQL: on a machine that others use too, it says more than the clock. */
import fs from 'node:fs'
import type pg from 'pg'

export interface ProcessorTime {
  /** Milliseconds of one core. */
  node: number
  /** All of the server's processes; NaN where only the system knows (everywhere but Linux, or a server elsewhere). */
  postgres: number
}

/** Linux counts in hundredths of a second. */
const MS_PER_TICK = 10

export async function processorTime(pool: pg.Pool): Promise<ProcessorTime> {
  const { user, system } = process.cpuUsage()
  return { node: (user + system) / 1000, postgres: await ofPostgres(pool).catch(() => Number.NaN) }
}

async function ofPostgres(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const server = statOf(rows[0]?.pid ?? 0).parent
  const processes = fs.readdirSync('/proc').filter(name => /^\d+$/.test(name))
  const living = processes.flatMap(pid => {
    try {
      const stat = statOf(Number(pid))
      return stat.parent === server ? [stat.own] : []
    } catch {
      return []
    }
  })
  const { own, ended } = statOf(server)
  return [own, ended, ...living].reduce((sum, ticks) => sum + ticks, 0) * MS_PER_TICK
}

/** man 5 proc: fields after the name, which may hold spaces and brackets. */
function statOf(pid: number): { parent: number; own: number; ended: number } {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [parent = 0, own = 0, system = 0, ended = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
    index => fields[index],
  )
  return { parent, own: own + system, ended: ended + endedSystem }
}
