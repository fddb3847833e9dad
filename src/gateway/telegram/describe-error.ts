/**
 * Describes Telegram errors for the operator. Omits the message of a network error: it contains the URL, and
 * the URL contains the token.
 */
import { GrammyError, HttpError } from 'grammy'

export function describeTrouble(error: unknown): string {
  if (!(error instanceof GrammyError)) return describeSilence(error)
  switch (error.error_code) {
    case 401:
    case 404:
      return 'Telegram does not know this bot token. Copy it again from @BotFather into TELEGRAM_BOT_TOKEN and restart.'
    case 409:
      return 'Another program reads messages with the same Telegram bot token, and only one can. Stop the other one, or get a second bot from @BotFather.'
    case 429:
      return `Telegram asks for a pause of ${error.parameters.retry_after ?? 'some'} seconds.`
    case undefined:
      return 'What answered is not the Telegram Bot API. Check TELEGRAM_API_ROOT.'
    default:
      return `Telegram answered ${error.error_code}: ${error.description}.`
  }
}

function describeSilence(error: unknown): string {
  const cause = (error instanceof HttpError ? error.error : error) as
    | { code?: string; type?: string }
    | undefined
  if (cause?.type === 'aborted') return 'Telegram did not answer in time.'
  if (cause?.type === 'invalid-json') return 'Telegram gave an answer that cannot be read.'
  return `Telegram cannot be reached${cause?.code ? ` (${cause.code})` : ''}.`
}
