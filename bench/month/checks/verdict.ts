/** What a check says: how many it looked at, how many were wrong, and some of them. */

export interface Verdict {
  what: string
  of: number
  wrong: number
  examples: string[]
}

const SHOWN = 5

export function verdict(what: string): Verdict & { look(of?: number): void; miss(example: string): void } {
  const said = {
    what,
    of: 0,
    wrong: 0,
    examples: [] as string[],
    look: (of = 1) => void (said.of += of),
    miss: (example: string) => {
      said.wrong++
      if (said.examples.length < SHOWN) said.examples.push(example)
    },
  }
  return said
}
