/** Confirmed labels as cases of the exam: what people at work have named. */
import type { CategoryTree } from '../domain/category.ts'
import { type ConfirmedLabel, isTaught } from '../prompt-files/confirmed-labels.ts'
import { detectEmergency } from '../triage/emergency/detect.ts'
import { type ExamCase, examCase } from './exam-file.ts'

/** A label of a category that the tree has dropped asks for nothing. */
export const workCases = (labels: readonly ConfirmedLabel[], tree: CategoryTree): ExamCase[] =>
  labels
    .filter(({ category }) => tree.has(category))
    .map(label =>
      examCase({
        id: `work-${label.id}`,
        exam: isTaught(label) ? 'work-taught' : 'work-unseen',
        texts: [label.text],
        language: label.language,
        expected: {
          intents: ['request', 'question'],
          items: [{ categories: [label.category], urgency: null, place: null, guide: null }],
          about: null,
          // Nobody was asked whether it was an emergency: what the alarm says of it is taken as it is.
          emergency: detectEmergency(label.text)?.kind ?? null,
        },
      }),
    )
