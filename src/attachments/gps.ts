/**
 * Reads where a photo was taken from its Exif block. It reads four entries only: a block may list 65,535
 * entries that each claim the whole block as value, on which a full parser would spend hours.
 */

/** Tag of the first directory: offset of the GPS directory. */
const GPS_DIRECTORY = 0x8825
const LATITUDE_REF = 1
const LATITUDE = 2
const LONGITUDE_REF = 3
const LONGITUDE = 4

/** Bytes of an entry, and of a fraction of two numbers. */
const ENTRY = 12
const FRACTION = 8

/** Offsets are relative to the byte order mark. */
interface Block {
  bytes: Buffer
  short: (at: number) => number
  long: (at: number) => number
}

/** @returns null when the block has no position or cannot be parsed: the photo is kept without one. */
export function placeIn(exif: Buffer | undefined): { latitude: number; longitude: number } | null {
  if (!exif) return null
  try {
    const block = open(exif)
    const pointer = entry(block, block.long(4), GPS_DIRECTORY)
    if (pointer === null) return null
    const directory = block.long(pointer + 8)
    const latitude = degrees(block, directory, LATITUDE, LATITUDE_REF, 'S')
    const longitude = degrees(block, directory, LONGITUDE, LONGITUDE_REF, 'W')
    if (latitude === null || longitude === null) return null
    // Cameras without a position write 0, 0.
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180 || (latitude === 0 && longitude === 0))
      return null
    return { latitude, longitude }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** @throws RangeError when it is no Exif block. */
function open(exif: Buffer): Block {
  const bytes = exif.toString('latin1', 0, 4) === 'Exif' ? exif.subarray(6) : exif
  const order = bytes.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') throw new RangeError('no byte order mark')
  return order === 'II'
    ? { bytes, short: at => bytes.readUInt16LE(at), long: at => bytes.readUInt32LE(at) }
    : { bytes, short: at => bytes.readUInt16BE(at), long: at => bytes.readUInt32BE(at) }
}

/** Offset of an entry in a directory. */
function entry({ short }: Block, directory: number, tag: number): number | null {
  const count = short(directory)
  for (let index = 0; index < count; index++) {
    const at = directory + 2 + index * ENTRY
    if (short(at) === tag) return at
  }
  return null
}

/** Converts degrees, minutes and seconds, each a fraction. */
function degrees(
  block: Block,
  directory: number,
  tag: number,
  refTag: number,
  negative: string,
): number | null {
  const at = entry(block, directory, tag)
  if (at === null) return null
  const { bytes, long } = block
  const values = long(at + 8)
  const fraction = (index: number) =>
    index < long(at + 4) ? long(values + index * FRACTION) / long(values + index * FRACTION + 4) : 0
  const value = fraction(0) + fraction(1) / 60 + fraction(2) / 3600
  if (!Number.isFinite(value)) return null
  const ref = entry(block, directory, refTag)
  const sign = ref !== null && bytes.toString('latin1', ref + 8, ref + 9) === negative ? -1 : 1
  return Number((sign * value).toFixed(6))
}
