/**
 * Re-encodes a photo: the stored file holds the picture only. Metadata (place, device, owner) and data hidden
 * behind or inside the file are dropped.
 */
import sharp, { type Metadata } from 'sharp'
import { createFairGate, type Sender } from './fair-gate.ts'
import { placeIn } from './gps.ts'
import { FileRefused } from './inspect.ts'

export interface Picture {
  full: Buffer
  thumbnail: Buffer
  width: number
  height: number
  /** Position that the camera recorded. */
  location: { latitude: number; longitude: number } | null
}

/**
 * Limits by format. The largest pictures that phones take by default are JPEG of 50 million pixels, which are
 * decoded scaled down, at a tenth of the cost. Other formats must be decoded in full; the longest screenshots
 * have 22 million.
 */
const MOST_PIXELS = { jpeg: 64_000_000, other: 25_000_000 } as const
/**
 * Limit of a decoded picture, bytes. A progressive JPEG of 64 million pixels needs 192 million; no phone
 * makes larger ones.
 */
const MOST_AT_ONCE = 256_000_000
/** Longer sides, pixels: at 2560 a house number across a yard is legible; a chat needs less. */
const FULL = 2560
const SMALL = 480
const MOST_SECONDS = 20
/** Concurrent pictures: each may need some hundred megabytes for a moment. */
const AT_ONCE = 2
const gate = createFairGate(AT_ONCE)

// Every picture is a new one: libvips' cache would never hit.
sharp.cache(false)

/** @throws FileRefused unreadable or too_many_pixels. */
export async function drawAnew(bytes: Uint8Array, sender: Sender): Promise<Picture> {
  return await orRefused(async () => {
    // Reads the header only: too large pictures are refused without waiting and without decoding.
    const metadata = await open(bytes).metadata()
    if (pixelsOf(metadata) > mostPixelsOf(metadata) || unpackedAtOnce(metadata) > MOST_AT_ONCE)
      throw new FileRefused('too_many_pixels')
    return await gate(sender, async () => {
      const drawn = await open(bytes)
        .timeout({ seconds: MOST_SECONDS })
        .autoOrient()
        .resize(FULL, FULL, { fit: 'inside', withoutEnlargement: true })
        .flatten({ background: 'white' })
        .jpeg({ quality: 84, mozjpeg: false })
        .toBuffer({ resolveWithObject: true })
      const thumbnail = await sharp(drawn.data)
        .resize(SMALL, SMALL, { fit: 'inside', withoutEnlargement: true })
        .jpeg({ quality: 76 })
        .toBuffer()
      const { width, height } = drawn.info
      return { full: drawn.data, thumbnail, width, height, location: placeIn(metadata.exif) }
    })
  })
}

const open = (bytes: Uint8Array) =>
  sharp(bytes, { limitInputPixels: MOST_PIXELS.jpeg, failOn: 'error', sequentialRead: true })

async function orRefused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FileRefused) throw error
    throw new FileRefused(/pixel limit/i.test(String(error)) ? 'too_many_pixels' : 'unreadable')
  }
}

const mostPixelsOf = ({ format }: Metadata): number =>
  format === 'jpeg' ? MOST_PIXELS.jpeg : MOST_PIXELS.other

const pixelsOf = ({ width, height }: Metadata): number => width * height

/** Bytes of a picture that must be decoded as a whole: a file of half a megabyte may need half a gigabyte. */
const unpackedAtOnce = (metadata: Metadata): number =>
  metadata.isProgressive
    ? pixelsOf(metadata) * (metadata.channels ?? 4) * (metadata.depth === 'ushort' ? 2 : 1)
    : 0
