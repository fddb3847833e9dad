/**
 * Erases a person from a ticket's history 删除权: removes their words and their address below the building. The events,
 * their actors and times stay, so all figures stay. Pure; src/tickets/erase-words.ts stores the result.
 */
import type { EventBodyOf, TicketEvent, TicketEventKind } from './ticket-event.ts'

type TextOf<K extends TicketEventKind> = {
  [F in keyof EventBodyOf<K>['data']]: EventBodyOf<K>['data'][F] extends string ? F : never
}[keyof EventBodyOf<K>['data']]
interface Words<K extends TicketEventKind> {
  /** Fields with the resident's words. */
  own?: readonly TextOf<K>[]
  /** Fields with the workers' words, which may contain the resident's name or telephone. */
  staff?: readonly TextOf<K>[]
}

/** Lists every kind of event, so that the compiler asks for the text fields of a new one. */
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
  /** The replacement for the resident's words. */
  instead: string
  /** Masks all personal data in the words of others. */
  mask: (text: string) => string
  /** Removes only this person's traces, from the tickets and messages of others. */
  traces: (text: string) => string
  /** The part of a place that identifies no person. */
  place: (placeId: string | null, placeText: string) => string | null
}

/** The event with all personal data masked in the workers' words. */
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

/** The event without the resident's personal data. Empty fields stay empty: a replacement would suggest words. */
export function erased(event: TicketEvent, { instead, mask, place }: Eraser): TicketEvent {
  const { own = [] }: { own?: readonly string[]; staff?: readonly string[] } = WORDS[event.kind]
  const data: Record<string, unknown> = { ...masked(event, mask).data }
  for (const field of own) if (data[field]) data[field] = instead
  if (event.kind === 'placed')
    data.placeText = event.data.placeText && place(event.data.placeId, event.data.placeText)
  return { ...event, data } as TicketEvent
}
