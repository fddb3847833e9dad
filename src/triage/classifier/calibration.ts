/**
 * Turns margins into probabilities that mean what they say: of the predictions made with 0.8, about eight in
 * ten should be right, because a person decides whenever the confidence is low.
 */

/** Softmax of margins; `sharpness` 0 knows nothing, large ones are sure of themselves. */
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
 * The sharpness under which messages that the model has not seen are least surprising (temperature scaling,
 * Guo et al., ICML 2017). One number cannot overfit, even on a hundred messages.
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
  // The surprise has one valley: cut the range by a third until it is narrow.
  while (high - low > 0.02) {
    const third = (high - low) / 3
    if (surprise(low + third) < surprise(high - third)) high -= third
    else low += third
  }
  return 2 ** ((low + high) / 2)
}
