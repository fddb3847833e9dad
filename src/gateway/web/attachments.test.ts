/** Files of the web chat: sent up, said, looked at; and what others try with them. */
import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heic, html, jpeg, jpegWithPlace, ogg, pdf, pngBomb, svg } from '../../attachments/testing/files.ts'
import { disown, forgetUploads } from '../../attachments/rows.ts'
import { temporaryStore } from '../../attachments/testing/store.ts'
import { newId } from '../../lib/ids.ts'
import { codeOf, createCaller } from '../../testing/web-caller.ts'
import { createWebWorld, type WebWorld } from '../../testing/web-world.ts'
import type { ErrorAnswer, UploadAnswer } from './api-types.ts'

const files = temporaryStore()
let world: WebWorld
beforeAll(async () => {
  world = await createWebWorld({ files })
})
afterAll(() => world.close())
const { get, resident, member } = createCaller(() => world)

type Person = Awaited<ReturnType<typeof resident>>
const upload = (who: Person, bytes: Uint8Array, name = 'photo.jpg', headers: Record<string, string> = {}) =>
  world.app.request(`${who.path}/attachments?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    body: Buffer.from(bytes),
    headers: { ...who.auth, 'Content-Type': 'image/jpeg', ...headers },
  })
const sent = async (who: Person, bytes: Uint8Array, name?: string) =>
  (await (await upload(who, bytes, name)).json()) as UploadAnswer
const look = (who: Person, id: string, query = '') => get(`${who.path}/attachments/${id}${query}`, who.auth)

describe('a photo', () => {
  it('is sent up, said with words, and seen in the conversation, small and whole', async () => {
    const ann = await resident()
    const photo = await sent(ann, await jpeg(1000, 500), '楼道.jpg')
    expect(photo).toEqual({
      id: expect.any(String),
      what: 'photo',
      mime: 'image/jpeg',
      name: '楼道.jpg',
      bytes: expect.any(Number),
      width: 1000,
      height: 500,
    })
    expect((await look(ann, photo.id)).status).toBe(404)
    expect((await ann.post({ id: 'p1', text: '灯坏了', attachment: photo.id })).status).toBe(202)
    expect((await ann.post({ id: 'p1', text: '灯坏了', attachment: photo.id })).status).toBe(202)
    const { messages } = await ann.messages()
    expect(messages).toMatchObject([{ from: 'me', text: '灯坏了', media: [photo] }])
    expect(world.heard.at(-1)?.content).toMatchObject({ kind: 'attachment', what: 'photo', text: '灯坏了' })

    const whole = await look(ann, photo.id)
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent('楼道.jpg')}`,
      'cache-control': 'private, max-age=31536000, immutable',
    })
    const size = async (answer: Response) => {
      const { width, height } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata()
      return [width, height]
    }
    const etag = whole.headers.get('ETag') ?? ''
    expect(await size(whole)).toEqual([1000, 500])
    expect(await size(await look(ann, photo.id, '?size=small'))).toEqual([480, 240])
    const again = await get(`${ann.path}/attachments/${photo.id}`, { ...ann.auth, 'If-None-Match': etag })
    expect(again.status).toBe(304)
  })

  it('tells its sender where it was taken, once; nobody else ever learns it', async () => {
    const ann = await resident()
    const { location, ...photo } = await sent(ann, await jpegWithPlace())
    expect(location).toEqual({ latitude: 30.595, longitude: 114.305 })
    await ann.post({ id: 'p1', attachment: photo.id })
    const { messages } = await ann.messages()
    expect(JSON.stringify(messages)).not.toMatch(/30\.595|114\.305/)
    const row = await world.db.prisma.attachment.findUniqueOrThrow({ where: { id: photo.id } })
    expect(JSON.stringify(row)).not.toMatch(/30\.595|114\.305/)
    const bytes = Buffer.from(await (await look(ann, photo.id)).arrayBuffer())
    expect((await sharp(bytes).metadata()).exif).toBeUndefined()
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(row.sha256)
  })
})

it('gives a document as a download only, whatever it was called', async () => {
  const ann = await resident()
  const file = await sent(ann, pdf(), '../../通知"\r\nX-Evil: 1.html')
  expect(file).toMatchObject({ what: 'file', mime: 'application/pdf', name: '通知X-Evil 1.pdf' })
  await ann.post({ id: 'd1', attachment: file.id })
  const answer = await look(ann, file.id)
  expect(answer.headers.get('Content-Disposition')).toMatch(/^attachment; /)
  expect(answer.headers.get('X-Evil')).toBeNull()
})

it('gives speech to be listened to in place, and never as a page', async () => {
  const ann = await resident()
  const file = await sent(ann, Buffer.concat([ogg(), html()]), 'voice.html')
  expect(file).toMatchObject({ what: 'voice', mime: 'audio/ogg', name: 'voice.ogg' })
  await ann.post({ id: 'v1', attachment: file.id })
  expect(world.heard.at(-1)?.content).toMatchObject({ kind: 'attachment', what: 'voice' })
  const answer = await look(ann, file.id)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'audio/ogg',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': expect.stringMatching(/^attachment; /),
  })
})

it('gives nobody anything of a resident who was forgotten, from that moment', async () => {
  const [ann, wang] = [await resident(), await member(world.members.wang)]
  const { id } = await sent(ann, await jpeg(66, 44))
  await ann.post({ id: 'f1', attachment: id })
  await world.db.pool.query(
    'INSERT INTO attachment_sent (attachment_id, conversation_id, at) VALUES ($1, $2, now())',
    [id, wang.chat],
  )
  expect([(await look(ann, id)).status, (await look(wang, id)).status]).toEqual([200, 200])
  const { id: residentId } = await world.db.prisma.resident.create({ data: { id: newId() } })
  await world.db.prisma.conversation.update({ where: { id: ann.chat }, data: { residentId } })
  await disown(world.db.pool, residentId)
  expect([(await look(ann, id)).status, (await look(wang, id, '?size=small')).status]).toEqual([404, 404])
})

describe('what is refused', () => {
  it.each([
    ['an iPhone photo as a file', heic(), 400, 'bad_request', /HEIC.*JPEG/],
    ['a page', html(), 400, 'bad_request', /只收照片/],
    ['a drawing that runs scripts', svg(), 400, 'bad_request', /只收照片/],
    ['nothing', new Uint8Array(), 400, 'bad_request', /空/],
    ['a bomb', pngBomb(100_000, 100_000), 400, 'bad_request', /尺寸太大/],
    ['a byte too many', new Uint8Array(20_000_001), 413, 'too_large', /20 MB/],
  ])('%s, with a sentence that says why', async (_, bytes, status, code, words) => {
    const answer = await upload(await resident(), bytes)
    expect(answer.status).toBe(status)
    expect(((await answer.json()) as ErrorAnswer).error).toMatchObject({ code, message: words })
  })

  it('a hundred megabytes is not read to its end, though it says it is short', async () => {
    const ann = await resident()
    let given = 0
    const body = new ReadableStream<Uint8Array>({
      pull(stream) {
        given += 1_000_000
        if (given > 100_000_000) stream.close()
        else stream.enqueue(new Uint8Array(1_000_000))
      },
    })
    const call = { method: 'POST', body, headers: ann.auth, duplex: 'half' } as RequestInit
    const answer = await world.app.request(`${ann.path}/attachments`, call)
    expect(answer.status).toBe(413)
    expect(given).toBeLessThan(25_000_000)
  })

  it('another page of the web, nobody, and another chat', async () => {
    const [ann, ben] = [await resident(), await resident()]
    const bytes = await jpeg()
    const foreign = await world.app.request(`${ann.path}/attachments`, {
      method: 'POST',
      body: Buffer.from(bytes),
      headers: { Cookie: `linli_resident=${ann.token}`, 'Sec-Fetch-Site': 'cross-site' },
    })
    expect(await codeOf(foreign)).toBe('foreign_page')
    expect(await codeOf(await upload({ ...ann, auth: { Authorization: 'Bearer no' } }, bytes))).toBe(
      'signed_out',
    )
    expect(await codeOf(await upload({ ...ben, path: ann.path }, bytes))).toBe('not_yours')
  })

  it("somebody else's file: to look at it, to say it, to say it twice", async () => {
    const [ann, ben] = [await resident(), await resident()]
    const { id } = await sent(ann, await jpeg())
    expect(await codeOf(await ben.post({ id: 'x', attachment: id }))).toBe('bad_request')
    await ann.post({ id: 'a', attachment: id })
    expect(await codeOf(await ann.post({ id: 'b', attachment: id }))).toBe('bad_request')
    expect((await look(ben, id)).status).toBe(404)
    expect(await codeOf(await get(`${ann.path}/attachments/${id}`, ben.auth))).toBe('not_yours')
    expect((await get(`${ann.path}/attachments/${id}`)).status).toBe(401)
    for (const bad of ['..%2f..%2fetc%2fpasswd', '1', '%00', encodeURIComponent("' OR 1=1")])
      expect((await look(ann, bad)).status).toBe(404)
  })

  it('more in a row than a person sends', async () => {
    const ann = await resident()
    const bytes = await jpeg()
    const answers: number[] = []
    for (let count = 0; count < 14; count++) answers.push((await upload(ann, bytes)).status)
    expect(answers.filter(status => status === 201)).toHaveLength(12)
    expect(answers.at(-1)).toBe(429)
  })

  it('more in a day than a disk should bear', async () => {
    const ann = await resident()
    const { id } = await sent(ann, await jpeg())
    await world.db.pool.query('UPDATE attachment SET bytes = 200000001 WHERE id = $1', [id])
    expect((await upload(ann, await jpeg())).status).toBe(429)
  })
})

it('shows a worker what was sent on into their group, and nobody of another', async () => {
  const [ann, wang, officer] = [
    await resident(),
    await member(world.members.wang),
    await member(world.members.officer),
  ]
  const { location: _, ...photo } = await sent(ann, await jpeg())
  await ann.post({ id: 'p', attachment: photo.id })
  expect((await look(wang, photo.id)).status).toBe(404)
  await world.db.pool.query(
    'INSERT INTO attachment_sent (attachment_id, conversation_id, at) VALUES ($1, $2, now())',
    [photo.id, wang.chat],
  )
  await world.say(world.groups.grid4, { text: '📷', media: [photo] })
  expect((await wang.messages()).messages.at(-1)).toMatchObject({ from: 'linli', media: [photo] })
  expect((await look(wang, photo.id)).status).toBe(200)
  expect((await look(officer, photo.id)).status).toBe(404)
})

it('forgets what was never said, but no file that another message still shows', async () => {
  const [ann, ben] = [await resident(), await resident()]
  const [same, other] = [await jpeg(77, 33), await jpeg(78, 33)]
  const kept = await sent(ann, same)
  await ann.post({ id: 'p', attachment: kept.id })
  const [twin, alone] = [await sent(ben, same), await sent(ben, other)]
  const { sha256 } = await world.db.prisma.attachment.findUniqueOrThrow({ where: { id: alone.id } })
  await forgetUploads(world.db.pool, files, new Date(Date.now() + 1000))
  expect(await world.db.prisma.attachment.count({ where: { id: { in: [twin.id, alone.id] } } })).toBe(0)
  expect(await files.get(sha256 ?? '')).toBeNull()
  expect((await look(ann, kept.id)).status).toBe(200)
})

describe('slow uploads of a few anonymous sessions hold up nobody else', () => {
  /** So many megabytes, and then nothing more. */
  const hang = (who: Person, megabytes: number, on: WebWorld['app'] = world.app) => {
    let end: ReadableStreamDefaultController | undefined
    const body = new ReadableStream({
      start(controller) {
        for (let count = 0; count < megabytes; count++) controller.enqueue(new Uint8Array(1_000_000))
        end = controller
      },
    })
    const call = { method: 'POST', headers: who.auth, duplex: 'half', body } as RequestInit
    return {
      answer: Promise.resolve(on.request(new Request(`http://localhost${who.path}/attachments`, call))),
      end: () => end?.error(new Error('gone')),
    }
  }

  it('13 of two sessions: the photo of a third is taken at once', async () => {
    const crowd = [await resident(), await resident()]
    const slow = Array.from({ length: 13 }, (_, index) => hang(crowd[index % 2] ?? crowd[0]!, 19))
    const refused = await Promise.race(slow.map(({ answer }) => answer))
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '5'])
    expect((await upload(await resident(), await jpeg())).status).toBe(201)
    for (const { end } of slow) end()
    await Promise.allSettled(slow.map(({ answer }) => answer))
  })

  it('twenty sessions of one address: whose uploads hold the most give way to a small one', async () => {
    const crowd = await Promise.all(Array.from({ length: 20 }, () => resident()))
    const slow = crowd.map(who => hang(who, 9))
    await new Promise(resolve => setTimeout(resolve, 200))
    expect((await upload(await resident(), await jpeg())).status).toBe(201)
    for (const { end } of slow) end()
    const statuses = await Promise.all(slow.map(async ({ answer }) => (await answer).status))
    expect(statuses).toContain(429)
  })
})
