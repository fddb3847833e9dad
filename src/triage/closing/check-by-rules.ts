/**
 * Does a closing note speak of something else? The local answer, for when no model is asked or none answers. It warns
 * a person about their own words, so it speaks up only when it is sure: a note without a known word says nothing to it.
 */
import { wordsInCommon } from '../../domain/ticket/duplicates.ts'
import type { CategoryTree } from '../../domain/category.ts'
import type { Doubt } from '../../domain/ticket/ticket-event.ts'
import type { Closing } from '../../domain/closing-note.ts'
import type { LocalClassifier } from '../classifier/classifier.ts'

/** Chosen on the first half of src/testing/closing-pairs.ts; docs/closing.md says how it does on the other. */
const SURE = 0.85

export function doubtLocally(
  { category, asked, note, outcome }: Closing,
  { tree, classifier }: { tree: CategoryTree; classifier: LocalClassifier },
): Doubt | null {
  // Who says whose matter it is, or why it cannot be done, speaks of others by right.
  if (outcome !== 'fixed' && outcome !== 'answered') return null
  const told = classifier.predict(note)
  if (told.confidence < SURE || wordsInCommon(asked, note) > 0) return null
  const groupOf = (id: string) => tree.get(id)?.group
  const among = ({ ranked }: typeof told, id: string) => ranked.some(({ label }) => label === id)
  const related =
    groupOf(told.label) === groupOf(category) ||
    among(told, category) ||
    // The ticket may be filed wrongly, and the note right.
    among(classifier.predict(asked), told.label)
  return related ? null : 'off_topic'
}
