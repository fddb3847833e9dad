/** Ticket 工单: the facts that result from its events. advance.ts decides which events it accepts. */
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

/** A joint meeting of community, owners and property company, and its decision. */
interface Meeting {
  plan: string
  unitId: string | null
  /** ISO 8601. */
  calledAt: string
  /** ISO 8601: when the deadlines were paused. */
  stoodSince: string
  decision: Decision | null
  note: string
}

export const NOT_WARNED: Warned = { reminded: [], missed: [], level: 0, at: null }

/** Each department has clocks of its own, so its key contains the unit. */
export const clockKey = (clock: ClockName, unitId: string | null): string =>
  unitId ? `${clock}:${unitId}` : clock

/** Was a clock of the ticket itself missed, and not only one of a department? */
export const hasMissedOwn = ({ missed }: Warned): boolean => missed.some(key => !key.includes(':'))

export interface Ticket {
  id: string
  /** `20261120-0231` */
  number: string
  state: TicketState
  /** Number of its events. */
  version: number
  residentId: string
  conversationId: string
  language: Language
  category: string
  urgency: Urgency
  /** Beginning and end of the resident's words, for cards, duplicates and checks. The events have the whole text. */
  text: string
  summary: string
  gridId: string | null
  placeId: string | null
  placeText: string | null
  ownerId: string | null
  /** The unit that has to do it; null: the grid itself. */
  unitId: string | null
  /** Handed over and not yet accepted: the member who is responsible until then. */
  heldById: string | null
  outcome: Outcome | null
  rating: number | null
  returns: number
  reopens: number
  acceptBy: Date | null
  answerBy: Date | null
  resolveBy: Date | null
  /** The start of the deadlines. */
  promisedAt: Date | null
  /** The deadlines count in office hours; else round the clock. */
  workingTime: boolean
  /** Deadline of a pending decision. */
  decideBy: Date | null
  /** First answer of substance to the resident. */
  answeredAt: Date | null
  /** Start of the pause after a worker's question to the resident. */
  waitingSince: Date | null
  /** Departments that were whistled. */
  tasks: readonly Task[]
  meeting: Meeting | null
  warned: Warned
  photos: number
  /** Many neighbours, one cause. */
  hot: boolean
  /** Set: only the desk may know the reporter. */
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

/** UTF-16 units; more than any card or check reads. Bounded, because each addition rewrites the row. */
export const MOST_KEPT = 2_000
export const wordsKept = (text: string): string => excerpt(text, MOST_KEPT, '\n…\n')

/** Is a department's task unfinished? */
export const isAtWork = ({ state }: Task): boolean => state === 'called' || state === 'reported_in'

/** The current clock of a department's task: first to report in, then to act. */
export const clockOfTask = ({ state, reportBy, actBy }: Task): { clock: 'report' | 'act'; due: Date } =>
  state === 'called' ? { clock: 'report', due: new Date(reportBy) } : { clock: 'act', due: new Date(actBy) }

/** The unfinished tasks of departments. */
export const tasksAtWork = ({ tasks }: Pick<Ticket, 'tasks'>): Task[] => tasks.filter(isAtWork)

/** `20261120-0231` -> `1120-0231`: what people say aloud. */
export const spokenNumber = (number: string): string => number.slice(4)
/** `20261120-0231` -> `0231`: enough inside a group. */
export const shortNumber = (number: string): string => number.slice(9)
