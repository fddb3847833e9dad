/** What a test of triage says, with everything that it does not care about filled in. */
import type { OpenTicket, TurnInput } from '../domain/triage-result.ts'

export const turnOf = (texts: string | readonly string[], over: Partial<TurnInput> = {}): TurnInput => ({
  texts: typeof texts === 'string' ? [texts] : texts,
  language: 'zh-CN',
  openTickets: [],
  pendingQuestion: null,
  home: null,
  lastTurns: [],
  ...over,
})

/** A corridor lamp, reported two minutes ago. */
export const lampTicket = (over: Partial<OpenTicket> = {}): OpenTicket => ({
  number: '20261120-0231',
  category: 'facilities.lighting',
  summary: '楼道灯坏了',
  placeText: '3号楼',
  state: 'assigned',
  minutesOld: 2,
  ...over,
})

/** A smelly sewer, reported five minutes ago. */
export const sewerTicket = (over: Partial<OpenTicket> = {}): OpenTicket => ({
  number: '20261120-0198',
  category: 'drainage.sewer',
  summary: '下水道堵了很臭',
  placeText: '5号楼',
  state: 'accepted',
  minutesOld: 5,
  ...over,
})

/** A library that knows nothing. */
export const NO_GUIDES = { find: () => null }
