/** Ordinary and hostile files, generated: the tests need no real person's file. */
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

export const jpeg = (width = 40, height = 30): Promise<Buffer> => flat(width, height).jpeg().toBuffer()
export const png = (width = 40, height = 30): Promise<Buffer> => flat(width, height).png().toBuffer()
export const webp = (): Promise<Buffer> => flat(40, 30).webp().toBuffer()
export const gif = (): Promise<Buffer> => flat(40, 30).gif().toBuffer()

const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 80, b: 40 } } })

/** Taken in Wuhan with an upright phone; the metadata name its owner. */
export const jpegWithPlace = (): Promise<Buffer> =>
  flat(40, 30)
    .jpeg()
    .withExif({
      IFD0: { Make: 'SECRET-PHONE', Orientation: '6' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '30/1 35/1 4200/100',
        GPSLongitudeRef: 'E',
        GPSLongitude: '114/1 18/1 1800/100',
      },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer()

/** An Exif block of so many bytes, full of entries that each claim the whole block as value. */
export function greedyExif(bytes: number): Buffer {
  const entries = Math.min(65_535, Math.floor((bytes - 14) / 12))
  const block = Buffer.alloc(bytes)
  block.write('II*\0\x08\0\0\0', 'latin1')
  block.writeUInt16LE(entries, 8)
  for (let index = 0; index < entries; index++) {
    const at = 10 + index * 12
    block.writeUInt16LE(1_000 + (index % 30_000), at)
    block.writeUInt16LE(1, at + 2)
    block.writeUInt32LE(0xffffffff, at + 4)
  }
  return block
}

export async function jpegWithExif(exif: Buffer): Promise<Buffer> {
  const bytes = await jpeg()
  const head = Buffer.from('ffe10000457869660000', 'hex')
  head.writeUInt16BE(exif.length + 8, 2)
  return Buffer.concat([bytes.subarray(0, 2), head, exif, bytes.subarray(2)])
}

export async function webpWithExif(exif: Buffer): Promise<Buffer> {
  const chunkOf = (type: string, data: Buffer) => {
    const head = Buffer.from(`${type}\0\0\0\0`, 'latin1')
    head.writeUInt32LE(data.length, 4)
    return Buffer.concat([head, data])
  }
  // The Exif flag, then width and height less one.
  const extended = Buffer.from('080000002700001d0000', 'hex')
  const parts = [chunkOf('VP8X', extended), (await webp()).subarray(12), chunkOf('EXIF', exif)]
  return chunkOf('RIFF', Buffer.concat([Buffer.from('WEBP'), ...parts]))
}

/** A small JPEG whose header claims this size. */
export async function jpegBomb(width: number, height: number): Promise<Buffer> {
  const bytes = await jpeg()
  const frame = bytes.indexOf(Buffer.from('ffc0', 'hex'))
  bytes.writeUInt16BE(height, frame + 5)
  bytes.writeUInt16BE(width, frame + 7)
  return bytes
}

export async function gifBomb(width: number, height: number): Promise<Buffer> {
  const bytes = await gif()
  const frame = bytes.indexOf(Buffer.from('2c00000000', 'hex'))
  for (const place of [6, frame + 5]) {
    bytes.writeUInt16LE(width, place)
    bytes.writeUInt16LE(height, place + 2)
  }
  return bytes
}

/** The header follows `RIFF….WEBPVP8 `, the length and six bytes of the frame; 14 bits each. */
export async function webpBomb(width: number, height: number): Promise<Buffer> {
  const bytes = await webp()
  bytes.writeUInt16LE(width, 26)
  bytes.writeUInt16LE(height, 28)
  return bytes
}

/** A few hundred bytes that claim so many pixels, all of one colour; interlaced ones have 64 bits each. */
export function pngBomb(width: number, height: number, interlaced = false): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set(interlaced ? [16, 6, 0, 0, 1] : [1, 0, 0, 0, 0], 8)
  const row = Buffer.alloc(1 + Math.ceil(width / 8))
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: Math.min(height, 50) }, () => row)))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(4)
  frame.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([frame, body, sum])
}

export const pdf = (): Buffer => Buffer.from('%PDF-1.4\n%%EOF\n')
export const html = (): Buffer => Buffer.from('<!doctype html><script>alert(document.cookie)</script>')
export const svg = (): Buffer =>
  Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
/** The first bytes of an archive. */
export const zip = (): Buffer => Buffer.from('504b0304140000000800', 'hex')
/** The first bytes of an iPhone's picture. */
export const heic = (): Buffer => Buffer.from('0000001866747970686569630000', 'hex')
/** The first bytes of a voice message of Telegram. */
export const ogg = (): Buffer => Buffer.concat([Buffer.from('OggS'), Buffer.alloc(60)])
