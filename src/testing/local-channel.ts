/** A channel without a platform: messages are handed over in the process, and what is sent is kept. */
import { jpeg } from '../attachments/testing/files.ts'
import {
  type Channel,
  type ChannelName,
  type InboundContent,
  type Language,
  type OutboundContent,
  type OutboundMessage,
  type Receive,
  type Received,
} from '../domain/message.ts'

export interface LocalChannel extends Channel {
  /** A person says or presses something. In a private chat the chat is the person. */
  hear(said: {
    from: string
    chat?: string
    content: InboundContent
    id?: string
    language?: Language
  }): Promise<Received>
  /** What a chat shows, edits in place: oldest first. */
  shows(chat: string): { externalId: string; content: OutboundContent }[]
  /** Every call of `send` that succeeded, in order. */
  readonly sent: OutboundMessage[]
  /** What happens before a message is sent: throw to fail it. */
  fault: ((message: OutboundMessage) => void) | null
  /** What lies on the platform, by the name of the file. Another file is a small photo. */
  readonly files: Map<string, Uint8Array>
  onSend: ((message: OutboundMessage) => void) | null
}

export function createLocalChannel(name: ChannelName = 'local'): LocalChannel {
  const chats = new Map<string, Map<string, OutboundContent>>()
  let receive: Receive | undefined
  let count = 0
  const channel: LocalChannel = {
    name,
    sent: [],
    fault: null,
    onSend: null,
    files: new Map(),
    fetch: async file => channel.files.get(file) ?? (await jpeg()),
    async start(given) {
      receive = given
    },
    async stop() {
      receive = undefined
    },
    async hear({ from, chat, content, id, language }) {
      if (!receive) throw new Error('the local channel was not started')
      const received = await receive({
        channel: name,
        externalId: id ?? `${from}/${++count}`,
        chat: { externalId: chat ?? from, kind: chat ? 'group' : 'private' },
        sender: { externalId: from, name: from, ...(language && { language }) },
        content,
      })
      // In a group that is bound to nothing it was not even read.
      return received ?? { id: '', conversationId: '', fresh: false }
    },
    async send(message) {
      channel.fault?.(message)
      const chat = chats.get(message.chat) ?? new Map<string, OutboundContent>()
      chats.set(message.chat, chat)
      const externalId = message.replaces ?? message.id
      chat.set(externalId, message.content)
      channel.sent.push(message)
      channel.onSend?.(message)
      return { externalId }
    },
    shows: chat => [...(chats.get(chat) ?? [])].map(([externalId, content]) => ({ externalId, content })),
  }
  return channel
}
