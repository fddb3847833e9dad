/** This process's clock is wrong by so much, as on a machine without time sync. @returns what sets it right. */
export function shiftClock(ms: number): () => void {
  const Right = globalThis.Date
  class Wrong extends Right {
    // A Date made of nothing is now; of anything else, what it says.
    constructor(...given: [] | [number]) {
      super(...((given.length === 0 ? [Right.now() + ms] : given) as [number]))
    }
    static override now(): number {
      return Right.now() + ms
    }
  }
  globalThis.Date = Wrong as DateConstructor
  return () => {
    globalThis.Date = Right
  }
}
