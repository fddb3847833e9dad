import { GrammyError } from 'grammy'
import { DeliveryError } from '../../domain/message.ts'
import { describeTrouble } from './describe-error.ts'

/**
 * Permanent errors: blocked, kicked, deactivated (403), no such chat, or a message that Telegram refuses
 * (400). All others are retried: rate limits, outages, even a wrong token until the operator fixes it.
 */
export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error
  const message = describeTrouble(error)
  if (!(error instanceof GrammyError)) return new DeliveryError(message, { retry: true })
  const retryAfter = error.parameters.retry_after
  return new DeliveryError(message, {
    retry: error.error_code !== 403 && error.error_code !== 400,
    chatGone: error.error_code === 403 || says(error, CLOSED),
    tooLarge: says(error, /file is too big/i),
    // A rate limit: Telegram has not processed the message, so this is no failed attempt.
    untried: error.error_code === 429,
    ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter * 1000 }),
  })
}

/** No chat, no such topic, or no right to send: until a person writes to the bot again, or restores the right. */
const CLOSED =
  /chat not found|user is deactivated|group chat was deactivated|not enough rights to send|have no rights to send|chat_write_forbidden|topic_(closed|deleted)|message thread not found/i

const says = (error: unknown, words: RegExp): boolean =>
  error instanceof GrammyError && error.error_code === 400 && words.test(error.description)

/** The message already has this content. */
export const isUnchanged = (error: unknown): boolean => says(error, /message is not modified/i)

/** The message was deleted, is too old, or is not the bot's: a new message replaces it. */
export const isUneditable = (error: unknown): boolean =>
  says(error, /message to edit not found|message can't be edited|message_id_invalid|message identifier/i)

/** A group that became a supergroup has a new id. */
export const newHomeOf = (error: unknown): number | undefined =>
  error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined
