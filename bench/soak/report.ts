/** The figures of a soak, as text. */
import { latencies, round } from '../figures.ts'
import type { Checked } from './check.ts'
import type { StrictTelegram } from './strict-telegram.ts'

export interface Soaked {
  /** How long there was always something to send. */
  seconds: number
  /** Of this time. */
  counts: StrictTelegram['counts']
  /** 429, to the very end. */
  refused: number
  /** How many messages waited that might go, at each look. */
  waiting: readonly number[]
  /** Resident set of this process, megabytes: minute by minute, last of all when nothing waited any more. */
  memory: readonly number[]
  checked: Checked
  /** Until nothing waited any more, seconds. */
  drained: number
  /** Load average before and after. */
  load: readonly [number, number]
}

/** Nothing refused, lost, doubled, left or out of order. */
export const isClean = ({
  refused,
  checked: { duplicates, lost, outOfOrder, undeliverable, unsent },
}: Soaked) => refused + duplicates + lost + outOfOrder + undeliverable + unsent === 0

export function report(soaked: Soaked): string {
  const { seconds, counts, refused, waiting, memory, checked, drained, load } = soaked
  const all = counts.sent + counts.edited + counts.unchanged
  const whole = counts.bySecond.slice(1, -1).map(each => each ?? 0)
  const { waits, ...wrong } = checked
  const wide = Math.max(...Object.keys(waits).map(name => name.length))
  const inSeconds = (ms: number) => String(round(ms / 1_000)).padStart(6)
  return [
    '',
    `${round(seconds)} s with something to send: ${all} calls, ${counts.sent} new messages, ${counts.edited} edits`,
    `${round(all / seconds, 2)} a second; the fullest second of the clock ${Math.max(...whole)}, the median one ${latencies(whole).p50}`,
    `waiting that might go, at a look: median ${latencies(waiting).p50}, least ${Math.min(...waiting.slice(20))}; nothing at ${waiting.slice(20).filter(each => each === 0).length} of ${waiting.length - 20} looks`,
    `429: ${refused}`,
    ...Object.entries(wrong).map(([name, count]) => `${name}: ${count}`),
    `nothing waited any more after another ${drained} s`,
    `memory, MB, by minute: ${memory.join(' ')}`,
    `load average ${round(load[0])} before, ${round(load[1])} after`,
    '',
    `${'from the commit to the answer, seconds'.padEnd(wide)}   count     p50    p95    max`,
    ...Object.entries(waits).map(
      ([name, is]) =>
        `  ${name.padEnd(wide)} ${String(is.samples).padStart(7)} ${inSeconds(is.p50)} ${inSeconds(is.p95)} ${inSeconds(is.max)}`,
    ),
    '',
  ].join('\n')
}
