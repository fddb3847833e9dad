import { expect, test } from 'vitest'
import { unsaid } from './omit-repeated-place.ts'

test('what the summary says of the place is left out, and no comma stays behind', () => {
  expect(unsaid('Jinxiu Garden, Building 3', 'Both lifts in building 3 are out')).toBe('Jinxiu Garden')
  expect(unsaid('Jinxiu Garden, Building 3', 'No water')).toBe('Jinxiu Garden, Building 3')
  expect(unsaid('锦绣花园 3号楼', '3号楼电梯坏了')).toBe('锦绣花园')
  expect(unsaid('3号楼', '3号楼电梯坏了')).toBe('')
  expect(unsaid(null, '电梯坏了')).toBe('')
})
