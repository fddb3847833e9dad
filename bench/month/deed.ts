/** What an actor is going to do, unless things have changed by then. */
import type { InboundContent } from '../../src/domain/message.ts'

export interface Deed {
  from: string
  /** A group; absent: their own chat. */
  chat?: string
  content: InboundContent
  /** Asked when its time has come; absent: in any case. */
  still?: () => boolean
}

export type Plan = (at: number, deed: Deed) => void

export const press = (action: string): InboundContent => ({ kind: 'action', action })
export const say = (text: string, replyTo?: string): InboundContent => ({
  kind: 'text',
  text,
  ...(replyTo && { replyTo }),
})
