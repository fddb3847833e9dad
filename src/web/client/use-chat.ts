import { useEffect, useSyncExternalStore } from 'react'
import type { ChatClient, ChatState } from './chat-client.ts'

/** Keeps the client connected while the component is mounted. */
export function useChat(client: ChatClient): ChatState {
  useEffect(() => {
    client.start()
    return () => client.stop()
  }, [client])
  return useSyncExternalStore(client.subscribe, client.getState)
}
