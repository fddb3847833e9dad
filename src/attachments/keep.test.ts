/** Which files are kept, and in which form. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keep } from './keep.ts'
import { MOST_BYTES, inspect, safeName } from './inspect.ts'
import { storeOnDisk } from './on-disk.ts'
import { pathOf, sha256Of } from './store.ts'
import {
  gif,
  gifBomb,
  greedyExif,
  heic,
  html,
  jpeg,
  jpegBomb,
  jpegWithExif,
  jpegWithPlace,
  ogg,
  pdf,
  png,
  pngBomb,
  svg,
  webp,
  webpBomb,
  webpWithExif,
  zip,
} from './testing/files.ts'

const dir = mkdtempSync(path.join(tmpdir(), 'linli-attachments-'))
const store = storeOnDisk(dir)
/** The sender. */
const ANN = ['ann']
const filesIn = () => readdirSync(dir, { recursive: true, withFileTypes: true }).filter(e => e.isFile())
beforeEach(() => mkdirSync(dir, { recursive: true }))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('a photo', () => {
  it.each([
    ['jpeg', jpeg],
    ['png', png],
    ['webp', webp],
    ['gif', gif],
  ])('that is a %s is kept as a JPEG with a thumbnail', async (_, make) => {
    const kept = await keep(store, await make(), '楼道.bmp', ANN)
    expect(kept).toMatchObject({
      what: 'photo',
      mime: 'image/jpeg',
      name: '楼道.jpg',
      width: 40,
      height: 30,
      location: null,
    })
    const bytes = await store.get(kept.sha256)
    expect(bytes && sha256Of(bytes)).toBe(kept.sha256)
    expect(bytes?.length).toBe(kept.bytes)
    expect(await store.get(kept.thumbnail ?? '')).not.toBeNull()
  })

  it('tells where it was taken, and keeps neither that nor whose phone it was; it stands upright', async () => {
    const sent = await jpegWithPlace()
    expect(sent.includes('SECRET-PHONE')).toBe(true)
    const kept = await keep(store, sent, '', ANN)
    expect(kept.location).toEqual({ latitude: 30.595, longitude: 114.305 })
    const full = Buffer.from((await store.get(kept.sha256)) ?? [])
    expect(full.includes('SECRET-PHONE')).toBe(false)
    for (const sha of [kept.sha256, kept.thumbnail ?? ''])
      expect((await sharp((await store.get(sha)) ?? undefined).metadata()).exif).toBeUndefined()
    expect([kept.width, kept.height]).toEqual([30, 40])
  })

  it.each([
    ['JPEG', jpegWithExif, 65_000],
    ['WebP', webpWithExif, 4_000_000],
  ])(
    '%s whose Exif block lists entries that each claim the whole of it costs no more than another',
    async (_, make, size) => {
      const sent = await make(greedyExif(size))
      const before = process.cpuUsage()
      await keep(store, sent, '', ANN).catch(() => {})
      const { user } = process.cpuUsage(before)
      expect(user / 1_000).toBeLessThan(1_000)
    },
  )

  it('is made smaller when it is larger than a screen needs', async () => {
    const kept = await keep(store, await jpeg(4000, 1000), '', ANN)
    expect([kept.width, kept.height]).toEqual([2560, 640])
    const small = await sharp((await store.get(kept.thumbnail ?? '')) ?? undefined).metadata()
    expect([small.width, small.height]).toEqual([480, 120])
  })

  it('carries nothing that was hidden behind it', async () => {
    const kept = await keep(store, Buffer.concat([await jpeg(), html()]), '', ANN)
    expect(Buffer.from((await store.get(kept.sha256)) ?? []).includes('<script>')).toBe(false)
  })
})

describe('speech that no browser plays is kept for a person to hear', () => {
  const AMR = Buffer.from('#!AMR\n')
  it.each([
    ['AMR', AMR, 'audio/amr', 'amr'],
    ['AMR wideband', Buffer.from('#!AMR-WB\n'), 'audio/amr', 'amr'],
    ['AAC with CRC', Buffer.from('fff050', 'hex'), 'audio/aac', 'aac'],
    ['AAC', Buffer.from('fff150', 'hex'), 'audio/aac', 'aac'],
    ['AAC of MPEG-2', Buffer.from('fff95c', 'hex'), 'audio/aac', 'aac'],
    ['AAC in one piece', Buffer.from('ADIF'), 'audio/aac', 'aac'],
    ['SILK', Buffer.from('#!SILK_V3'), 'audio/silk', 'silk'],
    ['SILK as WeChat writes it', Buffer.from('\x02#!SILK_V3'), 'audio/silk', 'silk'],
  ])('%s', async (_, head, mime, ending) => {
    const kept = await keep(store, Buffer.concat([head, Buffer.alloc(100)]), 'voice', ANN)
    expect(kept).toMatchObject({ what: 'voice', mime, name: `voice.${ending}` })
  })
})

describe('hostile files', () => {
  it.each([
    ['a page named .jpg', html(), 'unknown_type'],
    ['a drawing that runs scripts', svg(), 'unknown_type'],
    ['an archive', zip(), 'unknown_type'],
    ['nothing', Buffer.alloc(0), 'empty'],
    ['a hundred megabytes', Buffer.alloc(100_000_000), 'too_large'],
    ['a byte too many', Buffer.alloc(MOST_BYTES + 1), 'too_large'],
    ['a bomb of 10,000 million pixels', pngBomb(100_000, 100_000), 'too_many_pixels'],
    ['an iPhone photo as a file', heic(), 'heic'],
    ['the head of a picture', Buffer.from('ffd8ffe000104a464946', 'hex'), 'unreadable'],
    [
      'a picture that is a page after its head',
      Buffer.concat([Buffer.from('ffd8ff', 'hex'), html()]),
      'unreadable',
    ],
  ])('%s is refused, and nothing of it is kept', async (_, bytes, refusal) => {
    await expect(keep(store, bytes, 'photo.jpg', ANN)).rejects.toMatchObject({ refusal })
    expect(filesIn()).toEqual([])
  })

  it.each([
    ['JPEG of 4,200 million pixels', () => jpegBomb(65_000, 65_000)],
    ['JPEG of 300 million', () => jpegBomb(20_000, 15_000)],
    ['JPEG a little too large, all there', () => jpeg(8_001, 8_000)],
    ['GIF of 4,200 million', () => gifBomb(65_000, 65_000)],
    ['PNG of fewer, that has to lie in memory whole', async () => pngBomb(7_000, 7_000, true)],
    ['WebP of 268 million', () => webpBomb(16_383, 16_383)],
    ['WebP of 64 million, which no phone makes', () => webpBomb(8_000, 8_000)],
    ['GIF of 64 million', () => gifBomb(8_000, 8_000)],
    ['PNG of 64 million', async () => pngBomb(8_000, 8_000)],
  ])('a %s is refused before it is unpacked', async (_, make) => {
    const bytes = await make()
    expect(bytes.length).toBeLessThan(MOST_BYTES)
    const before = process.cpuUsage()
    await expect(keep(store, bytes, '', ANN)).rejects.toMatchObject({ refusal: 'too_many_pixels' })
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(500)
    expect(filesIn()).toEqual([])
  })

  it('of a film that moves for ever only the first picture is drawn', async () => {
    const frames = Buffer.concat(Array.from({ length: 2000 }, (_, index) => Buffer.alloc(3 * 100, index)))
    const film = await sharp(frames, { raw: { width: 10, height: 20_000, channels: 3, pageHeight: 10 } })
      .gif()
      .toBuffer()
    expect(await keep(store, film, '', ANN)).toMatchObject({ width: 10, height: 10 })
  })

  it('what is two things at once is kept as the harmless one', async () => {
    const page = html()
    const both = [Buffer.concat([ogg(), page]), Buffer.concat([pdf(), zip(), page])]
    const kept = await Promise.all(both.map(bytes => keep(store, bytes, 'index.html', ANN)))
    expect(kept.map(({ mime, name }) => [mime, name])).toEqual([
      ['audio/ogg', 'index.ogg'],
      ['application/pdf', 'index.pdf'],
    ])
  })

  it('cannot end a picture in the middle', async () => {
    const whole = await png(800, 800)
    await expect(keep(store, whole.subarray(0, whole.length / 2), '', ANN)).rejects.toMatchObject({
      refusal: 'unreadable',
    })
  })

  it.each([
    ['../../etc/passwd', 'passwd.pdf'],
    ['..\\..\\windows\\system.ini', 'system.pdf'],
    ['/absolute/合同.docx', '合同.pdf'],
    ['invoice\u202efdp.exe', 'invoicefdp.pdf'],
    ['a"; filename="x.html', 'a filename=x.pdf'],
    ['\r\nSet-Cookie: a=b', 'Set-Cookie a=b.pdf'],
    ['....', 'file.pdf'],
    ['', 'file.pdf'],
    ['长'.repeat(300), `${'长'.repeat(60)}.pdf`],
  ])('names a file %j and it becomes %j', (name, safe) => {
    expect(safeName(name, inspect(pdf()))).toBe(safe)
  })

  it('reaches no file by a name that is no hash', async () => {
    expect(() => pathOf('../../../../etc/passwd')).toThrow('not a SHA-256')
    await expect(async () => store.get('../secret')).rejects.toThrow('not a SHA-256')
  })
})

describe('the store', () => {
  it('keeps the same bytes once, under two folders, and leaves nothing unfinished', async () => {
    const [first, second] = await Promise.all([store.put(pdf()), store.put(pdf())])
    expect(first).toBe(second)
    expect(filesIn().map(({ name }) => name)).toEqual([first])
    expect(pathOf(first)).toBe(`${first.slice(0, 2)}/${first.slice(2, 4)}/${first}`)
  })

  it('forgets, twice if need be', async () => {
    const sha256 = await store.put(pdf())
    await store.delete(sha256)
    await store.delete(sha256)
    expect(await store.get(sha256)).toBeNull()
  })
})

it('tells films, sounds and documents by their first bytes', () => {
  const types = ['00000018667479706d703432', '00000018667479704d344120', '4f676753', '1a45dfa3', '494433']
  expect(types.map(hex => inspect(Buffer.from(hex, 'hex')).mime)).toEqual([
    'video/mp4',
    'audio/mp4',
    'audio/ogg',
    'video/webm',
    'audio/mpeg',
  ])
  expect(() => inspect(heic())).toThrow('heic')
})
