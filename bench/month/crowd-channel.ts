/** A channel for a crowd: what is sent is handed on at once and kept nowhere; a month of it would fill the memory. */
import type { Channel, InboundContent, OutboundMessage, Receive, Received } from '../../src/domain/message.ts'

interface Said {
  from: string
  /** A group; absent: their own chat. */
  chat?: string
  content: InboundContent
}

export interface CrowdChannel extends Channel {
  hear(said: Said): Promise<Received | null>
  onSend: (message: OutboundMessage) => void
}

export function createCrowdChannel(): CrowdChannel {
  let receive: Receive | undefined
  let count = 0
  const channel: CrowdChannel = {
    name: 'local',
    onSend: () => {},
    async start(given) {
      receive = given
    },
    async stop() {
      receive = undefined
    },
    async hear({ from, chat, content }) {
      if (!receive) throw new Error('the channel was not started')
      return receive({
        channel: 'local',
        externalId: String(++count),
        chat: { externalId: chat ?? from, kind: chat ? 'group' : 'private' },
        sender: { externalId: from, name: from },
        content,
      })
    },
    async send(message) {
      channel.onSend(message)
      return { externalId: message.replaces ?? message.id }
    },
  }
  return channel
}
