/** The responsibility list 责任清单 may only name existing categories. */
import { about } from './problem.ts'
import type { Review } from './review.ts'

export function checkUnits({ after, categories, error }: Review): void {
  const known = new Set([...categories].flatMap(([id, { group }]) => [id, group]))
  for (const unit of after.units)
    for (const each of unit.responsibilities)
      if (!known.has(each))
        error(
          'units',
          unit,
          'responsibilities',
          about(
            each,
            '不是 prompts/categories.yaml 里的类别或类别组',
            'is no category or group of categories in prompts/categories.yaml',
          ),
        )
}
