/** Runs the clean-up of each step of a start in reverse order: when the start fails, or when the service stops. */
import { setTimeout as sleep } from 'node:timers/promises'

interface Step {
  run(): Promise<unknown>
  atLeastMs: number
}

export class Undo {
  readonly #steps: Step[] = []
  #over = false

  /**
   * A step that an abandoned start adds too late runs at once.
   * @param atLeastMs minimum timeout of this step, also when the bound of the others is lower.
   */
  add(run: () => Promise<unknown>, atLeastMs = 0): void {
    if (this.#over) void run().catch(() => {})
    else this.#steps.push({ run, atLeastMs })
  }

  /** Runs each step once. A step that fails, or takes longer than `boundMs`, does not stop the others. */
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
