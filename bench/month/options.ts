/** What a simulated month may be told. */
import { parseArgs } from 'node:util'

const USAGE = `npm run bench -- month [options]
  --tickets N   reports of residents           60000
  --days N      days on which they come        30
  --after N     days that follow without new   24
  --step N      minutes between two looks      5
  --seed N      everything at random           1
  --lanes N     conversations at once          8
  --caps N      open tickets a full-timer may have; a quarter of it for part-timers. 0: as the house rules say`

export interface MonthOptions {
  tickets: number
  days: number
  after: number
  /** Minutes. */
  step: number
  seed: number
  lanes: number
  caps: number
}

export const USUAL: MonthOptions = {
  tickets: 60_000,
  days: 30,
  after: 24,
  step: 5,
  seed: 1,
  lanes: 8,
  caps: 0,
}

/** @throws Error with the usage when something is not a number. */
export function monthOptions(args: string[]): MonthOptions {
  if (args.includes('--help')) {
    console.log(USAGE)
    process.exit(0)
  }
  const names = Object.keys(USUAL) as (keyof MonthOptions)[]
  const { values } = parseArgs({
    args,
    options: Object.fromEntries(names.map(name => [name, { type: 'string' as const }])),
  })
  const number = (name: keyof MonthOptions) => {
    const value = Number(values[name] ?? USUAL[name])
    if (Number.isInteger(value) && value >= (name === 'after' || name === 'caps' ? 0 : 1)) return value
    throw new Error(`--${name} takes a whole number\n${USAGE}`)
  }
  return Object.fromEntries(names.map(name => [name, number(name)])) as unknown as MonthOptions
}
