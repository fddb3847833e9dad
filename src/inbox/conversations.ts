/** A chat of one resident with the bot, or of a group. */
import type { ChannelName } from '../domain/message.ts'
import type { PendingPrompt } from './pending-prompt.ts'

export interface Conversation {
  id: string
  channel: ChannelName
  kind: 'private' | 'group'
  residentId: string | null
  workGroupId: string | null
  pendingPrompt: PendingPrompt | null
  /** When `pendingPrompt` expires. */
  pendingUntil: Date | null
  reachable: boolean
}
