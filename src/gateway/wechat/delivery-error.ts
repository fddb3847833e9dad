import { DeliveryError } from '../../domain/message.ts'

/** Puppets have no error codes, only messages. An error that matches none of these is retried. */
const GONE =
  /not exist|no such (room|contact)|not (a|your) friend|not in (the )?room|不是.{0,4}(好友|朋友)|拒收|已被?移出|blocked/i

/** @param online a send that failed because the session broke tells nothing about the chat. */
export function toDeliveryError(error: unknown, online: boolean): DeliveryError {
  if (error instanceof DeliveryError) return error
  const words = error instanceof Error ? error.message : String(error)
  const message = `WeChat did not take it: ${words}`
  if (!online) return new DeliveryError(message, { retry: true, untried: true, retryAfterMs: 30_000 })
  const gone = GONE.test(words)
  return new DeliveryError(message, { retry: !gone, chatGone: gone })
}
