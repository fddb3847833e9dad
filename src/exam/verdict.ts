/** Collects the objections to publishing a prompt, as texts for the operator. Pure. */
import type { Comparison } from './compare.ts'
import type { ExamMarks } from './mark.ts'

export interface Objection {
  zh: string
  en: string
}

export function objections(
  { emergencies, fallbacks }: Pick<ExamMarks, 'emergencies' | 'fallbacks'>,
  comparison: Comparison | null,
): Objection[] {
  const { missed } = emergencies
  const silent = Object.values(fallbacks).reduce((a, b) => a + b, 0)
  return [
    ...missed.map(id => ({ zh: `险情没有听出来：${id}`, en: `an emergency was missed: ${id}` })),
    ...(comparison?.dropped ?? []).map(({ category, before, now }) => ({
      zh: `受保护的类别变差了：${category}，F1 ${before.toFixed(3)} → ${now.toFixed(3)}`,
      en: `a protected category dropped: ${category}, F1 ${before.toFixed(3)} → ${now.toFixed(3)}`,
    })),
    // An exam in which the model did not answer every case does not count as the model's.
    ...(silent > 0
      ? [
          {
            zh: `模型有 ${silent} 题没有作答（${reasons(fallbacks)}），由本地分类器代答；再跑一次会接着问`,
            en: `the model did not answer ${silent} cases (${reasons(fallbacks)}); the local classifier did. Run again to go on`,
          },
        ]
      : []),
  ]
}

const reasons = (fallbacks: Readonly<Record<string, number>>) =>
  Object.entries(fallbacks)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ')
