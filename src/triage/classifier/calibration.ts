/**
 * Turns margins into calibrated probabilities: of the predictions made with 0.8, about eight in ten should be right,
 * because predictions with a low confidence go to a person.
 */

/** Softmax of margins; `sharpness` 0 gives equal shares, a large one a share near 1. */
export function probabilities(margins: Float64Array, sharpness: number): Float64Array {
  const top = margins.reduce((a, b) => Math.max(a, b), -Infinity)
  const shares = margins.map(margin => Math.exp(sharpness * (margin - top)))
  const sum = shares.reduce((a, b) => a + b, 0)
  return shares.map(share => share / sum)
}

export interface Held {
  readonly margins: Float64Array
  readonly label: number
}

/**
 * The sharpness that minimises the log loss on held-out messages (temperature scaling, Guo et al., ICML 2017).
 * One number cannot overfit, even on a hundred messages.
 */
export function fitSharpness(held: readonly Held[]): number {
  if (held.length === 0) return 1
  const surprise = (exponent: number) =>
    held.reduce(
      (sum, { margins, label }) =>
        sum - Math.log((probabilities(margins, 2 ** exponent)[label] ?? 0) + 1e-12),
      0,
    )
  let low = -3
  let high = 6
  // The loss has one minimum: ternary search.
  while (high - low > 0.02) {
    const third = (high - low) / 3
    if (surprise(low + third) < surprise(high - third)) high -= third
    else low += third
  }
  return 2 ** ((low + high) / 2)
}
