/** Reads the body of a POST into a message. */
import { z } from 'zod'
import type { InboundContent } from '../../domain/message.ts'
import { storable } from '../../domain/text/storable-text.ts'
import { badRequest } from '../../http/errors.ts'
import { parseForm } from '../../http/forms.ts'
import { PROBLEMS } from './validation-messages.ts'

const MAX_CHARACTERS = 100_000
const MAX_ACTION_BYTES = 64

const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
const Text = z
  .string()
  .transform(storable)
  .refine(text => text.trim() !== '' && characters(text) <= MAX_CHARACTERS)
const Action = z
  .string()
  .transform(storable)
  .refine(action => action !== '' && Buffer.byteLength(action) <= MAX_ACTION_BYTES)

const Form = z.object({
  id: Id,
  text: Text.optional(),
  action: Action.optional(),
  location: z
    .object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .optional(),
  attachment: z.uuid().optional(),
  replyTo: Id.optional(),
})

/** What was uploaded is known by its id alone until it is looked up. */
export type Posted = Exclude<InboundContent, { kind: 'attachment' }> | PostedFile
interface PostedFile {
  kind: 'attachment'
  file: string
  text: string
  replyTo?: string
}

/** @throws ApiError that names the field that is wrong. */
export function readMessage(body: unknown): { clientId: string; content: Posted } {
  const { id: clientId, text, action, location, attachment, replyTo } = parseForm(Form, body, PROBLEMS)
  const said = [text ?? attachment, action, location].filter(part => part !== undefined)
  if (said.length !== 1) throw badRequest(PROBLEMS.content)
  if (replyTo !== undefined && (text ?? attachment) === undefined) throw badRequest(PROBLEMS.replyTo)
  if (action !== undefined) return { clientId, content: { kind: 'action', action } }
  if (location !== undefined) return { clientId, content: { kind: 'location', ...location } }
  const reply = replyTo !== undefined && { replyTo }
  if (attachment !== undefined)
    return { clientId, content: { kind: 'attachment', file: attachment, text: text ?? '', ...reply } }
  return { clientId, content: { kind: 'text', text: text ?? '', ...reply } }
}

/** People count an emoji as one. */
function characters(text: string): number {
  if (text.length <= MAX_CHARACTERS) return text.length
  let count = 0
  for (const _ of text) count++
  return count
}
