import { useEffect, useSyncExternalStore } from 'react'
import type { ChatClient, ChatState } from './chat-client.ts'

/** Connected for as long as the component is there. */
export function useChat(client: ChatClient): ChatState {
  useEffect(() => {
    client.start()
    return () => client.stop()
  }, [client])
  return useSyncExternalStore(client.subscribe, client.getState)
}
