/**
 * What erasing a person takes out of a ticket's history 删除权: their words go, and where they live beyond the building;
 * who did what, and when, stays, and with it every figure. Pure; src/tickets/erase-words.ts writes it down.
 */
import type { HappeningOf, TicketEvent, TicketEventKind } from './ticket-event.ts'

type TextOf<K extends TicketEventKind> = {
  [F in keyof HappeningOf<K>['data']]: HappeningOf<K>['data'][F] extends string ? F : never
}[keyof HappeningOf<K>['data']]
interface Words<K extends TicketEventKind> {
  /** The resident's own. */
  own?: readonly TextOf<K>[]
  /** Of those who worked on it, who may have written down a name or a telephone. */
  staff?: readonly TextOf<K>[]
}

/** Every kind of event, so that a new one has to say what people write in it. */
const WORDS = {
  opened: { own: ['text', 'summary'] },
  placed: {},
  asked: {},
  added: { own: ['text'] },
  unrouted: {},
  assigned: {},
  transferred: { staff: ['note'] },
  accepted: {},
  noted: { staff: ['text'] },
  inquired: { staff: ['text'] },
  resumed: {},
  rescheduled: {},
  returned: { staff: ['note'] },
  disputed: { staff: ['note'] },
  recategorised: {},
  whistled: { staff: ['note'] },
  reported_in: {},
  unit_done: { staff: ['note'] },
  unit_declined: { staff: ['note'] },
  unit_rated: {},
  whistle_ended: { staff: ['note'] },
  urged: { own: ['text'] },
  reminded: {},
  supervised: {},
  meeting_called: { staff: ['plan'] },
  meeting_held: { staff: ['note'] },
  resolved: { staff: ['note'] },
  doubted: {},
  confirmed: {},
  lapsed: {},
  followed_up: {},
  reopened: { own: ['text'] },
  rated: {},
  withdrawn: { own: ['text'] },
  merged: {},
  offered: {},
  parted: {},
  heated: {},
  handed_on: {},
  undone: {},
  excluded: { staff: ['note'] },
  included: { staff: ['note'] },
  made_confidential: {},
  linked: {},
} as const satisfies { [K in TicketEventKind]: Words<K> }

export interface Eraser {
  /** What stands where words of the resident stood. */
  instead: string
  /** Takes out of the words of others what identifies somebody. */
  mask: (text: string) => string
  /** Takes out of what belongs to others the traces of this person, and nothing else. */
  traces: (text: string) => string
  /** As much of a place as identifies nobody. */
  place: (placeId: string | null, placeText: string) => string | null
}

/** Of what others wrote: the words of those who worked on it without what identifies somebody. */
export function masked(event: TicketEvent, mask: Eraser['mask']): TicketEvent {
  const { staff = [] }: { own?: readonly string[]; staff?: readonly string[] } = WORDS[event.kind]
  const data: Record<string, unknown> = { ...event.data }
  for (const field of staff) data[field] = mask(String(data[field]))
  if (event.kind === 'undone') {
    const { back } = event.data
    data.back = { ...back, tasks: back.tasks.map(task => ({ ...task, note: mask(task.note) })) }
  }
  return { ...event, data } as TicketEvent
}

/** The same event without whoever it was about. Nothing that was empty is made to look as if something had been said. */
export function erased(event: TicketEvent, { instead, mask, place }: Eraser): TicketEvent {
  const { own = [] }: { own?: readonly string[]; staff?: readonly string[] } = WORDS[event.kind]
  const data: Record<string, unknown> = { ...masked(event, mask).data }
  for (const field of own) if (data[field]) data[field] = instead
  if (event.kind === 'placed')
    data.placeText = event.data.placeText && place(event.data.placeId, event.data.placeText)
  return { ...event, data } as TicketEvent
}
