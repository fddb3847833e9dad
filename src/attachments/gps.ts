/**
 * Where a photo was taken, from its Exif block. Of all that stands there only four entries are read: a block may list
 * 65,535 entries that each claim the whole of it, and a reader of everything would be at work for hours.
 */

/** Of the first directory: where the one about the place is. */
const GPS_DIRECTORY = 0x8825
const LATITUDE_REF = 1
const LATITUDE = 2
const LONGITUDE_REF = 3
const LONGITUDE = 4

/** Bytes of an entry, and of a fraction of two numbers. */
const ENTRY = 12
const FRACTION = 8

/** Offsets within it count from the byte order mark. */
interface Block {
  bytes: Buffer
  short: (at: number) => number
  long: (at: number) => number
}

/** Null when it says none, and when it cannot be read: a photo without a place is a photo all the same. */
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
    // 0, 0 is what cameras write that do not know where they are.
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180 || (latitude === 0 && longitude === 0))
      return null
    return { latitude, longitude }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** @throws RangeError when it is none. */
function open(exif: Buffer): Block {
  const bytes = exif.toString('latin1', 0, 4) === 'Exif' ? exif.subarray(6) : exif
  const order = bytes.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') throw new RangeError('no byte order mark')
  return order === 'II'
    ? { bytes, short: at => bytes.readUInt16LE(at), long: at => bytes.readUInt32LE(at) }
    : { bytes, short: at => bytes.readUInt16BE(at), long: at => bytes.readUInt32BE(at) }
}

/** Where the entry of a directory begins. */
function entry({ short }: Block, directory: number, tag: number): number | null {
  const count = short(directory)
  for (let index = 0; index < count; index++) {
    const at = directory + 2 + index * ENTRY
    if (short(at) === tag) return at
  }
  return null
}

/** From degrees, minutes and seconds, each a fraction. */
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
