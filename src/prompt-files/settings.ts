/** Settings that admins tune and the program decides by. They change at run time: read them for each decision. */
import type { CategoryTree } from '../domain/category.ts'
import type { Rules } from '../domain/house-rules.ts'
import type { GuideLibrary } from './guide-library.ts'

export interface Settings {
  rules: Rules
  tree: CategoryTree
  guides: GuideLibrary
  /** Categories that the classifier gives a text, the likeliest first. */
  likeliest: (text: string) => { category: string; probability: number }[]
}
