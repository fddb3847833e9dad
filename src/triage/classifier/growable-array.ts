/** Growable typed arrays: training fills millions of entries, too many for arrays of number objects. */

/** Counts the features of one text at a time in a reused array; clearing touches only the entries of that text. */
export class Counter {
  #counts = new Growing(Int32Array, 1 << 12)
  #touched = new Growing(Int32Array, 1 << 12)

  get distinct(): number {
    return this.#touched.length
  }

  count(feature: number): void {
    if (this.#counts.increment(feature) === 1) this.#touched.push(feature)
  }

  drain(visit: (feature: number, count: number) => void): void {
    for (let i = 0; i < this.#touched.length; i++) {
      const feature = this.#touched.at(i)
      visit(feature, this.#counts.at(feature))
      this.#counts.set(feature, 0)
    }
    this.#touched.clear()
  }
}

/** A typed array that doubles when it is full. */
export class Growing<A extends Int32Array | Uint16Array> {
  length = 0
  #type: new (
    size: number,
  ) => A
  #array: A

  constructor(type: new (size: number) => A, size: number) {
    this.#type = type
    this.#array = new type(size)
  }

  at(index: number): number {
    return this.#array[index] ?? 0
  }

  push(value: number): void {
    this.set(this.length, value)
  }

  set(index: number, value: number): void {
    if (index >= this.#array.length) {
      const larger = new this.#type(Math.max(index + 1, this.#array.length * 2))
      larger.set(this.#array)
      this.#array = larger
    }
    this.#array[index] = value
    if (index >= this.length) this.length = index + 1
  }

  increment(index: number): number {
    const value = this.at(index) + 1
    this.set(index, value)
    return value
  }

  clear(): void {
    this.length = 0
  }
}
