import { expect, it } from 'vitest'
import { fitSharpness, probabilities } from './calibration.ts'

const margins = Float64Array.of(1, -1)

it('knows nothing at sharpness 0', () => {
  expect([...probabilities(margins, 0)]).toEqual([0.5, 0.5])
})

it('survives margins that overflow an exponential', () => {
  expect([...probabilities(Float64Array.of(1e6, 0), 5)]).toEqual([1, 0])
})

it('is as sure as the held-out answers were right', () => {
  const held = Array.from({ length: 100 }, (_, i) => ({ margins, label: i < 80 ? 0 : 1 }))
  expect(probabilities(margins, fitSharpness(held))[0]).toBeCloseTo(0.8, 2)
})
