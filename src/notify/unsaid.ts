/** A place that the summary names already is not said twice: "3号楼 3号楼电梯坏了". */
export function unsaid(place: string | null, summary: string): string {
  const words = summary.replace(/\s/g, '').toLowerCase()
  const parts = place?.split(/(?<=,)\s*|\s+(?=\S*[楼元栋座])/u) ?? []
  const left = parts.filter(part => !words.includes(part.replace(/[\s,]/g, '').toLowerCase()))
  return left.join(' ').replace(/,$/, '')
}
