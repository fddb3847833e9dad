/**
 * Numbers features in the order in which they were first seen: a hash table from 32-bit hash to a small
 * dense id. A JavaScript Map does the same at four times the cost, and training makes millions of look-ups.
 */
export class FeatureIndex {
  #hashes = new Int32Array(1 << 12)
  #ids = new Int32Array(1 << 12).fill(ABSENT)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The id of a feature, or -1 when it is unknown. */
  find(hash: number): number {
    return this.#ids[this.#slot(hash)] ?? ABSENT
  }

  /** The id of a feature; a new one gets the next number. */
  add(hash: number): number {
    const slot = this.#slot(hash)
    const known = this.#ids[slot] ?? ABSENT
    if (known !== ABSENT) return known
    this.#hashes[slot] = hash
    this.#ids[slot] = this.#size
    if (++this.#size * 2 > this.#ids.length) this.#grow()
    return this.#size - 1
  }

  /** Every feature's hash, by id: enough to build the same index again. */
  hashes(): Int32Array {
    const hashOf = new Int32Array(this.#size)
    this.#ids.forEach((id, slot) => {
      if (id !== ABSENT) hashOf[id] = this.#hashes[slot] ?? 0
    })
    return hashOf
  }

  static of(hashes: Int32Array): FeatureIndex {
    const index = new FeatureIndex()
    for (const hash of hashes) index.add(hash)
    return index
  }

  /** A smaller table of the features that `keeps` accepts, numbered afresh in the old order. */
  filtered(keeps: (id: number) => boolean): FeatureIndex {
    return FeatureIndex.of(this.hashes().filter((_, id) => keeps(id)))
  }

  /** The slot of the hash, or the empty slot for it. Linear probing, because adjacent slots share a cache line. */
  #slot(hash: number): number {
    const mask = this.#ids.length - 1
    let slot = hash & mask
    while (this.#ids[slot] !== ABSENT && this.#hashes[slot] !== hash) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const hashes = this.#hashes
    const ids = this.#ids
    this.#hashes = new Int32Array(ids.length * 2)
    this.#ids = new Int32Array(ids.length * 2).fill(ABSENT)
    for (let old = 0; old < ids.length; old++) {
      const id = ids[old] ?? ABSENT
      if (id === ABSENT) continue
      const slot = this.#slot(hashes[old] ?? 0)
      this.#hashes[slot] = hashes[old] ?? 0
      this.#ids[slot] = id
    }
  }
}

const ABSENT = -1
