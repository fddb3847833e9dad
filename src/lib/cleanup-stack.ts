/** What was begun and has to be ended again, in reverse order: a start that fails half-way, or the service that stops. */
import { setTimeout as sleep } from 'node:timers/promises'

interface Step {
  run(): Promise<unknown>
  atLeastMs: number
}

export class Undo {
  readonly #steps: Step[] = []
  #over = false

  /**
   * A step that is added too late, by a start that was given up, runs at once.
   * @param atLeastMs how long it may take whatever the bound of the others is.
   */
  add(run: () => Promise<unknown>, atLeastMs = 0): void {
    if (this.#over) void run().catch(() => {})
    else this.#steps.push({ run, atLeastMs })
  }

  /** Each step once. One that fails or takes longer than `boundMs` does not keep the others from their turn. */
  async all(boundMs: number): Promise<void> {
    this.#over = true
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      const late = new AbortController()
      const bound = sleep(Math.max(boundMs, step.atLeastMs), undefined, { signal: late.signal })
      await Promise.race([step.run().catch(() => {}), bound]).finally(() => late.abort())
      bound.catch(() => {})
    }
  }
}
