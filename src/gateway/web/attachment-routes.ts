/** Files of a chat: sent up before the message that brings them, and shown to members of the chat. */
import type { Context, Hono } from 'hono'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { Sender } from '../../attachments/fair-gate.ts'
import { FileRefused, MOST_BYTES } from '../../attachments/inspect.ts'
import { type Kept, keep } from '../../attachments/keep.ts'
import { addUpload, fileInChat, uploadedSince } from '../../attachments/rows.ts'
import type { AttachmentStore } from '../../attachments/store.ts'
import { ApiError, badRequest } from '../../http/errors.ts'
import { parseQuery } from '../../http/forms.ts'
import { clientAddress, tooLarge } from '../../http/guard.ts'
import type { Account } from '../../inbox/sessions.ts'
import { openChat } from './chats.ts'
import { PROBLEMS } from './validation-messages.ts'
import type { Room } from './upload-budget.ts'
import type { UploadAnswer } from './api-types.ts'

const MEGABYTES = MOST_BYTES / 1_000_000
/** Of one person in a day: some two hundred photos, or ten films. A device is a person at once, so a disk must not be theirs. */
const MOST_A_DAY = 200_000_000
const DAY_MS = 24 * 3_600_000
const Name = z.string().max(255)
const Size = z.enum(['small'])

export const isUpload = (path: string) => path.endsWith('/attachments')

export interface AttachmentParts {
  pool: Pool
  files: AttachmentStore
  room: Room
  now: () => Date
}

type AccountEnv = { Variables: { account: Account; token: string } }

export function addAttachmentRoutes(
  app: Hono<AccountEnv>,
  { pool, files, room, now }: AttachmentParts,
): void {
  async function keepOrExplain(bytes: Uint8Array, name: string, sender: Sender): Promise<Kept> {
    try {
      return await keep(files, bytes, name, sender)
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      if (error.refusal === 'too_large') throw tooLarge(MEGABYTES)
      throw badRequest(PROBLEMS[`file_${error.refusal}`])
    }
  }

  /** The body is the file. What it calls itself, by header or by name, decides nothing. */
  app.post('/chats/:chat/attachments', async c => {
    const account = c.var.account
    await openChat(pool, account, c.req.param('chat'))
    const since = new Date(now().getTime() - DAY_MS)
    if ((await uploadedSince(pool, account.identityId, since)) > MOST_A_DAY)
      throw new ApiError('too_fast', { retryAfterSeconds: 3600 })
    const name = parseQuery(Name, c.req.query('name'), PROBLEMS.name) ?? ''
    const from = { session: account.sessionId, address: clientAddress(c) }
    const kept = await room(from, async upload => {
      const bytes = await upload.read(c.req.raw, MEGABYTES)
      return await keepOrExplain(bytes, name, [from.address, from.session])
    })
    const media = await addUpload(pool, account.identityId, kept, now())
    const answer: UploadAnswer = { ...media, ...(kept.location && { location: kept.location }) }
    return c.json(answer, 201)
  })

  app.get('/chats/:chat/attachments/:id', async c => {
    const chat = await openChat(pool, c.var.account, c.req.param('chat'))
    const id = c.req.param('id')
    const size = parseQuery(Size, c.req.query('size'), PROBLEMS.size)
    const file = z.uuid().safeParse(id).success ? await fileInChat(pool, id, chat.id) : null
    if (!file) throw new ApiError('not_found')
    const small = size === 'small' && file.thumbnail !== null
    const hash = small ? (file.thumbnail as string) : file.sha256
    guard(c, file.what === 'photo', file.name)
    // Its address never shows anything else; but only to members of the chat, so no proxy keeps it.
    c.header('Cache-Control', 'private, max-age=31536000, immutable')
    c.header('ETag', `"${hash}"`)
    if (c.req.header('If-None-Match')?.includes(hash)) return c.body(null, 304)
    const bytes = await files.get(hash)
    if (!bytes) throw new ApiError('not_found')
    return c.body(Buffer.from(bytes), 200, { 'Content-Type': small ? 'image/jpeg' : file.mime })
  })
}

/** What strangers sent is never a page: no guessing of its type, nothing in it runs, and only photos are shown in place. */
function guard(c: Context, isPhoto: boolean, name: string): void {
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Content-Security-Policy', "default-src 'none'; sandbox")
  c.header(
    'Content-Disposition',
    `${isPhoto ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name).replace(/['()]/g, '')}`,
  )
}
