import { describe, expect, it } from 'vitest'
import { createFairGate, type Sender } from './fair-gate.ts'

/** Work that ends when the test ends it, listed in order of its start. */
function bench(atOnce: number) {
  const gate = createFairGate(atOnce)
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  return {
    begun,
    ask: (sender: Sender, name: string) =>
      gate(sender, () => {
        begun.push(name)
        return new Promise<void>(resolve => ends.set(name, resolve))
      }),
    async end(name: string) {
      ends.get(name)?.()
      await new Promise(resolve => setImmediate(resolve))
    },
  }
}

describe('pictures of many senders are drawn in fair shares', () => {
  it('the one picture of another sender goes before the flood of one', async () => {
    const { ask, begun, end } = bench(1)
    for (let count = 1; count <= 36; count++) void ask(['here', 'flood'], `flood ${count}`)
    void ask(['there', 'honest'], 'honest')
    await end('flood 1')
    expect(begun).toEqual(['flood 1', 'honest'])
  })

  it('many sessions of one address take turns with another address, and among themselves', async () => {
    const { ask, begun, end } = bench(1)
    for (let session = 1; session <= 3; session++)
      for (let count = 1; count <= 2; count++) void ask(['here', `s${session}`], `s${session} ${count}`)
    void ask(['there', 'honest'], 'honest 1')
    void ask(['there', 'honest'], 'honest 2')
    for (let step = 0; step < 7; step++) await end(begun.at(-1) ?? '')
    expect(begun).toEqual(['s1 1', 'honest 1', 's2 1', 'honest 2', 's3 1', 's1 2', 's2 2', 's3 2'])
  })

  it('what fails gives its place back', async () => {
    const gate = createFairGate(1)
    await expect(gate(['a'], () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await gate(['b'], async () => 'drawn')).toBe('drawn')
  })
})
