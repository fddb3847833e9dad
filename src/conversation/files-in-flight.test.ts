/** Files that are on their way, or waiting, when their sender is forgotten or the disk is full. Disk and database are real. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FetchDeps, fetchWaiting } from '../attachments/fetch-waiting.ts'
import { MOST_BYTES } from '../attachments/inspect.ts'
import { keep } from '../attachments/keep.ts'
import { storeOnDisk } from '../attachments/on-disk.ts'
import {
  addUpload,
  disown,
  disownOrphans,
  fileInChat,
  forgetUploads,
  readMedia,
} from '../attachments/rows.ts'
import type { AttachmentStore } from '../attachments/store.ts'
import { html, jpeg, ogg } from '../attachments/testing/files.ts'
import { type Channel, DeliveryError } from '../domain/message.ts'
import { createReceive } from '../gateway/receive.ts'
import { createLocalChannel } from '../testing/local-channel.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { newId } from '../lib/ids.ts'
import { residentOf } from '../inbox/residents.ts'
import { beginTurn } from '../inbox/inbound-messages.ts'

const root = mkdtempSync(path.join(tmpdir(), 'linli-in-flight-'))
const dir = path.join(root, 'files')
const store = storeOnDisk(dir)
const filesIn = () =>
  readdirSync(root, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length
let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(async () => {
  await db?.close()
  rmSync(root, { recursive: true })
})

let told: string[]
let at: Date
beforeEach(async () => {
  told = []
  // Later than any row of a test, on a loaded machine too.
  at = new Date(Date.now() + 60_000)
  await db.pool.query('DELETE FROM attachment')
  rmSync(dir, { recursive: true, force: true })
})

type Fetch = NonNullable<Channel['fetch']>
function fetching(
  fetch: Fetch,
  into: AttachmentStore = store,
  show: FetchDeps['show'] = async () => {},
): Promise<void> {
  const deps: FetchDeps = {
    pool: db.pool,
    channel: Object.assign(createLocalChannel(), { fetch }),
    store: into,
    now: () => at,
    show,
    tellRefused: async (_, why) => void told.push(`refused: ${why}`),
    again: async ms => void told.push(`again in ${ms / 1000} s`),
    onFailed: (_, error) => void told.push(`failed: ${error.message}`),
    onStoreTrouble: error => void told.push(error.message),
  }
  return fetchWaiting(deps)
}

let count = 0
/** A new resident sends files. */
async function sends(...files: string[]) {
  const name = `sender ${++count}`
  const receive = createReceive({
    pool: db.pool,
    queues: { enqueue: async () => {} },
    now: () => new Date(),
    onQueueError: () => {},
  })
  let conversationId = ''
  for (const file of files)
    conversationId =
      (
        await receive({
          channel: 'local',
          externalId: `${name}/${file}`,
          chat: { externalId: name, kind: 'private' },
          sender: { externalId: name },
          content: { kind: 'attachment', what: 'photo', text: '', file },
        })
      )?.conversationId ?? ''
  const turn = await beginTurn(db.pool, conversationId)
  const [heard] = turn?.waiting ?? []
  if (!turn || !heard) throw new Error('nothing was heard')
  const { id: residentId } = await residentOf(db.pool, turn.conversation, heard)
  return { conversationId, residentId, identityId: heard.identityId }
}
const rows = async () =>
  (
    await db.pool.query<{
      id: string
      source: string
      state: string
      attempts: number
      error: string | null
    }>('SELECT id, source, state, attempts, error FROM attachment ORDER BY id')
  ).rows
const sentBy = async ({ identityId }: { identityId: string }) =>
  (
    await db.pool.query<{ id: string }>('SELECT id FROM attachment WHERE identity_id = $1', [identityId])
  ).rows.map(({ id }) => id)
const HOUR = 3_600_000

describe('a resident who is forgotten', () => {
  test('takes along what is stored, waiting and refused, small pictures too; a file that another sent as well stays theirs', async () => {
    const [shared, own] = [await jpeg(50, 50), await jpeg(60, 60)]
    const sent: Record<string, Buffer> = { shared, own, voice: ogg(), page: html() }
    const ann = await sends('shared', 'own', 'voice', 'page', 'late')
    const ben = await sends('shared')
    await fetching(async file => {
      if (file === 'late') throw new DeliveryError('busy', { retry: true })
      return sent[file] ?? Buffer.alloc(0)
    })
    await addUpload(
      db.pool,
      ann.identityId,
      await keep(store, await jpeg(70, 70), 'unsaid.jpg', ['ann']),
      new Date(),
    )
    const before = await rows()
    expect(before.map(({ state }) => state).toSorted()).toEqual(
      ['stored', 'stored', 'stored', 'stored', 'stored', 'refused', 'waiting'].toSorted(),
    )
    // Three photos and their small ones, and a voice.
    expect(filesIn()).toBe(7)
    const ofAnn = await sentBy(ann)
    const [ofBen = ''] = await sentBy(ben)
    const group = (await sends('group')).conversationId
    for (const id of [...ofAnn, ofBen])
      await db.pool.query(
        'INSERT INTO attachment_sent (attachment_id, conversation_id, at) VALUES ($1, $2, now())',
        [id, group],
      )

    await disown(db.pool, ann.residentId)
    for (const id of ofAnn) {
      expect(await fileInChat(db.pool, id, ann.conversationId)).toBeNull()
      expect(await fileInChat(db.pool, id, group)).toBeNull()
      await expect(readMedia(db.pool, store, id)).rejects.toThrow('no longer kept')
    }
    // What waited is not downloaded any more.
    const asked: string[] = []
    await fetching(async file => {
      asked.push(file)
      return await jpeg(80, 80)
    })
    expect(asked).toEqual(['group'])

    await forgetUploads(db.pool, store, new Date(at.getTime() - HOUR))
    expect((await rows()).map(({ source }) => source).toSorted()).toEqual(['group', 'shared'])
    expect(filesIn()).toBe(4)
    expect(await fileInChat(db.pool, ofBen, ben.conversationId)).not.toBeNull()
    expect((await readMedia(db.pool, store, ofBen)).length).toBeGreaterThan(0)
  })

  test.each([
    ['comes', async () => await jpeg(90, 90)],
    ['is refused', async () => html()],
    ['is gone', async () => Promise.reject(new DeliveryError('no such file', { retry: false }))],
    ['has to wait', async () => Promise.reject(new DeliveryError('busy', { retry: true }))],
  ])('hears nothing of a download in flight that %s, and nothing of it stays', async (_, ends) => {
    const { residentId } = await sends('in flight')
    await fetching(async () => {
      await disown(db.pool, residentId)
      return await ends()
    })
    expect(told.filter(line => !line.startsWith('again'))).toEqual([])
    expect(await rows()).toMatchObject([{ state: 'refused', error: 'erased', attempts: 0 }])
    expect(filesIn()).toBe(0)
  })

  test('keeps a row until its file is gone: a disk that fails is asked again', async () => {
    const { residentId } = await sends('stubborn')
    await fetching(() => jpeg(91, 91))
    await disown(db.pool, residentId)
    const failing = { ...store, delete: async () => Promise.reject(new Error('EIO')) }
    await expect(forgetUploads(db.pool, failing, at)).rejects.toThrow('EIO')
    expect(await rows()).toHaveLength(1)
    await forgetUploads(db.pool, store, at)
    expect([(await rows()).length, filesIn()]).toEqual([0, 0])
  })
})

describe('a disk that takes nothing', () => {
  const full: AttachmentStore = {
    ...store,
    put: () =>
      Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })),
  }
  test.each([
    ['is full', full, 'files cannot be kept: ENOSPC'],
    [
      'may not be written to',
      storeOnDisk(path.join(root, 'a file', 'files')),
      'files cannot be kept: ENOTDIR',
    ],
  ])(
    'because it %s costs nobody their photo: it is told, and tried until it works',
    async (_, broken, line) => {
      writeFileSync(path.join(root, 'a file'), '')
      await sends('patient')
      for (let day = 0; day < 20; day++) {
        told = []
        await fetching(() => jpeg(92, 92), broken)
        expect(told).toEqual([expect.stringContaining(line), 'again in 60 s'])
        at = new Date(at.getTime() + 24 * HOUR)
      }
      expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 0 }])
      await fetching(() => jpeg(92, 92))
      expect(await rows()).toMatchObject([{ state: 'stored', error: null }])
      rmSync(path.join(root, 'a file'))
    },
  )
})

test('forty photos at once, two of them the same, are all kept, each picture once', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `photo ${index}`)
  await sends(...names)
  await fetching(async (file, most) => {
    expect(most).toBe(MOST_BYTES)
    return jpeg(40 + Math.min(38, Number(file.slice(6))), 40)
  })
  expect((await rows()).map(({ state }) => state)).toEqual(names.map(() => 'stored'))
  expect(filesIn()).toBe(39 * 2)
})

test("somebody's hundred photos, and one that hangs, keep nobody else's from being seen", async () => {
  const flood = await sends(...Array.from({ length: 100 }, (_, index) => `flood ${index}`))
  const ben = await sends('hangs', 'seen')
  const ticketOf = async ({ conversationId, residentId }: typeof ben) => {
    const id = newId()
    await db.pool.query(
      `INSERT INTO ticket (id, number, state, version, resident_id, conversation_id, language, category, urgency, text, summary, created_at, updated_at)
       VALUES ($1, $1::uuid::text, 'unrouted', 1, $2, $3, 'zh-CN', 'x', 'normal', '', '', now(), now())`,
      [id, residentId, conversationId],
    )
    await db.pool.query('UPDATE inbound_message SET ticket_id = $2 WHERE conversation_id = $1', [
      conversationId,
      id,
    ])
    return id
  }
  await ticketOf(flood)
  const ofBen = await ticketOf(ben)
  const asked: string[] = []
  const shown: string[] = []
  let release = () => {}
  const hanging = new Promise<void>(resolve => {
    release = resolve
  })
  await fetching(
    async file => {
      asked.push(file)
      if (file === 'hangs') await hanging
      // Others come through while it hangs.
      if (asked.length > 18) release()
      return jpeg(30, 30)
    },
    store,
    async ticketId => {
      shown.push(`${ticketId === ofBen ? 'ben' : 'flood'} after ${asked.length}`)
      await db.pool.query(
        'UPDATE attachment a SET shown_at = now() FROM inbound_message m WHERE m.id = a.inbound_message_id AND m.ticket_id = $1',
        [ticketId],
      )
    },
  )
  expect(asked.indexOf('seen')).toBeLessThan(12)
  expect(shown).toEqual(['ben after 20', 'flood after 102'])
})

test('a photo whose ticket never came goes by age, its files too; one that waits or has a ticket stays', async () => {
  const [orphan, waiting] = [await sends('orphan'), await sends('unread')]
  at = new Date(Date.now() + 60_000)
  await fetching(async () => jpeg(30, 30))
  expect(filesIn()).toBe(2)
  await db.pool.query(
    "UPDATE inbound_message SET state = 'handled', handled_at = now(), received_at = now() - interval '8 days' WHERE conversation_id = $1",
    [orphan.conversationId],
  )
  const week = new Date(Date.now() - 7 * 24 * HOUR)
  await disownOrphans(db.pool, week)
  await forgetUploads(db.pool, store, week)
  expect(await sentBy(orphan)).toEqual([])
  expect(await sentBy(waiting)).toHaveLength(1)
  // The same picture of another sender still names the files.
  expect(filesIn()).toBe(2)
  await db.pool.query(
    "UPDATE inbound_message SET state = 'handled', handled_at = now(), received_at = now() - interval '8 days' WHERE conversation_id = $1",
    [waiting.conversationId],
  )
  await disownOrphans(db.pool, week)
  await forgetUploads(db.pool, store, week)
  expect(filesIn()).toBe(0)
})

/** What a process leaves behind that dies while it decodes: its mark. */
const die = () => db.pool.query("UPDATE attachment SET begun_by = $1 WHERE state = 'waiting'", [newId()])

test('a file on whose decoding the process dies counts as tried: the third time it is not decoded', async () => {
  await sends('bomb')
  const marks: unknown[] = []
  /** It is marked by the time that it is decoded, and the process goes no further. */
  const dying: AttachmentStore = {
    ...store,
    put: async () => {
      marks.push(...(await db.pool.query('SELECT begun_by IS NOT NULL AS begun, lost FROM attachment')).rows)
      throw new Error('gone')
    },
  }
  for (const _ of [1, 2]) {
    await fetching(async () => ogg(), dying)
    await die()
    at = new Date(at.getTime() + 3_600_000)
  }
  expect(marks).toEqual([
    { begun: true, lost: 0 },
    { begun: true, lost: 1 },
  ])
  told = []
  await fetching(async () => ogg(), dying)
  expect(marks).toHaveLength(2)
  expect(told[0]).toBe('refused: unreadable')
})
