import { excerpt } from '../../domain/text/normalize.ts'

/** No summary and no place is longer. */
const A_LINE = 300

/** A place that the summary names already is not said twice: "3号楼 3号楼电梯坏了". */
export function unsaid(place: string | null, summary: string): string {
  const words = excerpt(summary, A_LINE).replace(/\s/g, '').toLowerCase()
  const parts = place ? excerpt(place, A_LINE).split(/(?<=,)\s*|\s+(?=\S*[楼元栋座])/u) : []
  const left = parts.filter(part => !words.includes(part.replace(/[\s,]/g, '').toLowerCase()))
  return left.join(' ').replace(/,$/, '')
}
