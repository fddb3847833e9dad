/** Ticket 工单: its facts, as its events add up to. What may happen to it is decided in advance.ts. */
import type { Urgency } from '../category.ts'
import { excerpt } from '../text/normalize.ts'
import type { Language } from '../message.ts'
import type {
  ClockName,
  Confidential,
  Decision,
  ExclusionReason,
  Outcome,
  Task,
  Warned,
} from './ticket-event.ts'
import type { TicketState } from './transitions.ts'

/** What community, owners and property company are to decide, or have. */
export interface Meeting {
  plan: string
  unitId: string | null
  /** ISO 8601. */
  calledAt: string
  /** ISO 8601: since when the promises stand still. */
  stoodSince: string
  decision: Decision | null
  note: string
}

export const NOT_WARNED: Warned = { reminded: [], missed: [], level: 0, at: null }

/** A department's clocks are its own. */
export const clockKey = (clock: ClockName, unitId: string | null): string =>
  unitId ? `${clock}:${unitId}` : clock

/** Has whoever has the ticket missed a clock, not only a department? */
export const hasMissedOwn = ({ missed }: Warned): boolean => missed.some(key => !key.includes(':'))

export interface Ticket {
  id: string
  /** `20261120-0231` */
  number: string
  state: TicketState
  /** How many events made it. */
  version: number
  residentId: string
  conversationId: string
  language: Language
  category: string
  urgency: Urgency
  /** What cards, duplicates and checks read of the resident's words: how they begin and end. The events have them whole. */
  text: string
  summary: string
  gridId: string | null
  placeId: string | null
  placeText: string | null
  ownerId: string | null
  /** The unit that is to do it; null: the grid itself. */
  unitId: string | null
  /** Handed over and not yet accepted: who answers for it until then. */
  heldById: string | null
  outcome: Outcome | null
  rating: number | null
  returns: number
  reopens: number
  acceptBy: Date | null
  answerBy: Date | null
  resolveBy: Date | null
  /** From when the promises count. */
  promisedAt: Date | null
  /** They count in office hours; else round the clock. */
  workingTime: boolean
  /** A person must have decided by then. */
  decideBy: Date | null
  /** First answer of substance to the resident. */
  answeredAt: Date | null
  /** The clocks stand still since a worker asked the resident something. */
  waitingSince: Date | null
  /** Departments that were whistled. */
  tasks: readonly Task[]
  meeting: Meeting | null
  warned: Warned
  photos: number
  /** Many neighbours, one cause. */
  hot: boolean
  /** Only the desk may know who reported it. */
  confidential: Confidential | null
  excluded: ExclusionReason | null
  followUpAt: Date | null
  confirmBy: Date | null
  parentId: string | null
  createdAt: Date
  assignedAt: Date | null
  acceptedAt: Date | null
  resolvedAt: Date | null
  closedAt: Date | null
  updatedAt: Date
}

/** More than any card shows or any check reads; the row is written anew whenever somebody adds to it. UTF-16 units. */
export const MOST_KEPT = 2_000
export const wordsKept = (text: string): string => excerpt(text, MOST_KEPT, '\n…\n')

/** A department that is not finished. */
export const isAtWork = ({ state }: Task): boolean => state === 'called' || state === 'reported_in'

/** The clock of a department that is at work: to be there, then to act. */
export const clockOfTask = ({ state, reportBy, actBy }: Task): { clock: 'report' | 'act'; due: Date } =>
  state === 'called' ? { clock: 'report', due: new Date(reportBy) } : { clock: 'act', due: new Date(actBy) }

/** Somebody waits for a department still. */
export const tasksAtWork = ({ tasks }: Pick<Ticket, 'tasks'>): Task[] => tasks.filter(isAtWork)

/** `20261120-0231` -> `1120-0231`: what people say aloud. */
export const spokenNumber = (number: string): string => number.slice(4)
/** `20261120-0231` -> `0231`: enough inside a group. */
export const shortNumber = (number: string): string => number.slice(9)
