import { expect, it } from 'vitest'
import { nameOfSet } from './record-event.ts'
import { FIELDS } from './store.ts'

it('names a statement for any set of fields so shortly that PostgreSQL keeps all of it', () => {
  expect(`ticket set ${nameOfSet(FIELDS)}`.length).toBeLessThan(64)
  const names = FIELDS.map((_, index) => nameOfSet(FIELDS.slice(0, index + 1)))
  expect(new Set(names).size).toBe(FIELDS.length)
})
