/**
 * Checks locally whether a closing note is off topic, when there is no model or it fails. It warns workers about their
 * own words, so it needs a high confidence: a note without known words gets no warning.
 */
import { wordsInCommon } from '../../domain/ticket/duplicates.ts'
import type { CategoryTree } from '../../domain/category.ts'
import type { Doubt } from '../../domain/ticket/ticket-event.ts'
import type { Closing } from '../../domain/closing-note.ts'
import type { LocalClassifier } from '../classifier/classifier.ts'

/** Chosen on the first half of src/testing/closing-pairs.ts; docs/closing.md has the result on the other half. */
const SURE = 0.85

export function doubtLocally(
  { category, asked, note, outcome }: Closing,
  { tree, classifier }: { tree: CategoryTree; classifier: LocalClassifier },
): Doubt | null {
  // Notes for other outcomes may name another topic: who is responsible, or why the work cannot be done.
  if (outcome !== 'fixed' && outcome !== 'answered') return null
  const told = classifier.predict(note)
  if (told.confidence < SURE || wordsInCommon(asked, note) > 0) return null
  const groupOf = (id: string) => tree.get(id)?.group
  const among = ({ ranked }: typeof told, id: string) => ranked.some(({ label }) => label === id)
  const related =
    groupOf(told.label) === groupOf(category) ||
    among(told, category) ||
    // The ticket's category may be wrong, so the note may match the resident's words instead.
    among(classifier.predict(asked), told.label)
  return related ? null : 'off_topic'
}
