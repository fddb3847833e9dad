/** Regular expressions that are not linear by themselves, each with what bounds its input. Mend rather than list. */
export interface Allowed {
  /** As it stands in the source, between the slashes. */
  source: string
  /** Who writes what it reads, and how long that may be. */
  bounded: string
}

export const ALLOWED: readonly Allowed[] = []
