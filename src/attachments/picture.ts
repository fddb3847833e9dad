/**
 * A photo is drawn anew: what is kept holds the picture and nothing else. Metadata (place, device, owner) is gone, and
 * so is whatever was hidden behind or inside the file.
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
  /** Where it was taken, by the camera. */
  location: { latitude: number; longitude: number } | null
}

/**
 * By format. The largest pictures that phones take by default are JPEG of 50 million pixels, which are read scaled down, at
 * a tenth of the cost. Anything else has to be unpacked whole; the longest screenshots are of 22 million.
 */
const MOST_PIXELS = { jpeg: 64_000_000, other: 25_000_000 } as const
/** A progressive JPEG of as many pixels needs 192 million bytes; nobody's phone makes more of it. */
const MOST_AT_ONCE = 256_000_000
/** Longer sides, pixels: a house number across a yard can be read; a chat needs less. */
const FULL = 2560
const SMALL = 480
const MOST_SECONDS = 20
/** Each may need some hundred megabytes for a moment. */
const AT_ONCE = 2
const gate = createFairGate(AT_ONCE)

// Every picture is another one: what libvips would remember of the last is of no use.
sharp.cache(false)

/** @throws FileRefused unreadable or too_many_pixels. */
export async function drawAnew(bytes: Uint8Array, sender: Sender): Promise<Picture> {
  return await orRefused(async () => {
    // Reads the header only: what is too large is refused without waiting, and unpacked by nobody.
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

/** What cannot be read from top to bottom lies in memory whole, bytes: half a megabyte may ask for half a gigabyte. */
const unpackedAtOnce = (metadata: Metadata): number =>
  metadata.isProgressive
    ? pixelsOf(metadata) * (metadata.channels ?? 4) * (metadata.depth === 'ushort' ? 2 : 1)
    : 0
