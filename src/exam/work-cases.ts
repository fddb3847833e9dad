/** Converts confirmed labels from work into cases of the exam. */
import type { CategoryTree } from '../domain/category.ts'
import { type ConfirmedLabel, isTaught } from '../prompt-files/confirmed-labels.ts'
import { detectEmergency } from '../triage/emergency/detect.ts'
import { type ExamCase, examCase } from './exam-file.ts'

/** Labels of categories that are no longer in the tree are skipped. */
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
          // A label says nothing about emergencies, so the rules' own result is the expected one.
          emergency: detectEmergency(label.text)?.kind ?? null,
        },
      }),
    )
