/** Every grid, every community and every absent member needs people. */
import { about } from './problem.ts'
import type { Review } from './review.ts'

export function checkPeople(review: Review): void {
  const { after, said, unread, error, warn, note } = review
  const members = new Map(after.members.map(member => [member.code, member]))
  for (const member of after.members) {
    if (member.deputy === null) continue
    // Two members who deputise for each other are the rule (AB 角), not a mistake.
    if (member.deputy === member.code)
      error('members', member, 'deputy', { zh: '不能是自己', en: 'cannot be the member themselves' })
    else if (member.active && members.get(member.deputy)?.active === false)
      warn('members', member, 'deputy', about(member.deputy, '已经不在岗', 'does not work here any more'))
  }
  for (const leave of after.leaves)
    if (leave.to <= leave.from)
      error('leaves', leave, 'to', { zh: '结束要晚于开始', en: 'must be after the beginning' })

  const worksAt = (role: string) =>
    new Set(after.members.filter(member => member.active && member.role === role).map(each => each.worksAt))
  const [workers, officers] = [worksAt('grid_worker'), worksAt('duty_officer')]
  // Without a readable file of members the missing ones are unknown.
  if (unread('members', '')) return
  if (said.has('grids') || said.has('members'))
    for (const grid of after.grids)
      if (!workers.has(grid.code))
        note('warning', 'grids', grid, about(grid.code, '没有在岗的网格员', 'has no grid worker'))
  if (said.has('areas') || said.has('members'))
    for (const area of after.areas)
      if (area.level === 'community' && !officers.has(area.code))
        note('warning', 'areas', area, about(area.code, '没有在岗的值班员', 'has no duty officer'))
}
