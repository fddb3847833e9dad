/**
 * What a file is, by its first bytes and not by what somebody calls it. Only what is listed here is kept: whatever a
 * browser could run (HTML, SVG, scripts) or somebody could open by mistake (programs, archives) is not on the list.
 */
import type { Media } from '../domain/message.ts'

export interface FileType {
  what: Media['what']
  mime: string
  ending: string
}

/** A platform downloads for a bot 20 MB at most (Telegram), and larger videos fit no chat on a bad connection. */
export const MOST_BYTES = 20_000_000

export const REFUSALS = [
  'empty',
  'too_large',
  'unknown_type',
  'heic',
  'unreadable',
  'too_many_pixels',
] as const
/** Why a file is not kept. */
export type Refusal = (typeof REFUSALS)[number]

export class FileRefused extends Error {
  override name = 'FileRefused'
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal)
    this.refusal = refusal
  }
}

const SILK = '#!SILK_V3'

const photo = (mime: string): FileType => ({ what: 'photo', mime, ending: mime.slice('image/'.length) })

/** @throws FileRefused empty, too_large, heic or unknown_type. */
export function inspect(bytes: Uint8Array): FileType {
  if (bytes.length === 0) throw new FileRefused('empty')
  if (bytes.length > MOST_BYTES) throw new FileRefused('too_large')
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64))
  // What every iPhone takes, and no free decoder ships with us: its sender can be told what to do.
  if (/^ftyp(hei[cxms]|hev[cx]|mif1|msf1)$/.test(head.toString('latin1', 4, 12)))
    throw new FileRefused('heic')
  const type = typeOf(head)
  if (!type) throw new FileRefused('unknown_type')
  return type
}

function typeOf(head: Buffer): FileType | null {
  const ascii = (from: number, to: number) => head.toString('latin1', from, to)
  const begins = (hex: string) => head.subarray(0, hex.length / 2).toString('hex') === hex
  if (begins('ffd8ff')) return photo('image/jpeg')
  if (begins('89504e470d0a1a0a')) return photo('image/png')
  if (/^GIF8[79]a$/.test(ascii(0, 6))) return photo('image/gif')
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return photo('image/webp')
  if (ascii(4, 8) === 'ftyp') return byBrand(ascii(8, 12))
  if (begins('1a45dfa3')) return { what: 'video', mime: 'video/webm', ending: 'webm' }
  if (ascii(0, 4) === 'OggS') return { what: 'voice', mime: 'audio/ogg', ending: 'ogg' }
  if (/^#!AMR(?:-WB)?(?:_MC1\.0)?\n/.test(ascii(0, 16)))
    return { what: 'voice', mime: 'audio/amr', ending: 'amr' }
  // WeChat's own; it writes a byte before the mark. No browser plays it, and a person can still have it converted.
  if (ascii(0, 9) === SILK || ascii(1, 10) === SILK)
    return { what: 'voice', mime: 'audio/silk', ending: 'silk' }
  if (isAdtsFrame(head) || ascii(0, 4) === 'ADIF') return { what: 'voice', mime: 'audio/aac', ending: 'aac' }
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WAVE')
    return { what: 'voice', mime: 'audio/wav', ending: 'wav' }
  if (ascii(0, 3) === 'ID3' || isMp3Frame(head)) return { what: 'voice', mime: 'audio/mpeg', ending: 'mp3' }
  if (ascii(0, 5) === '%PDF-') return { what: 'file', mime: 'application/pdf', ending: 'pdf' }
  return null
}

/** MPEG audio, layer III: eleven bits of sync, then version and layer. */
const isMp3Frame = (head: Buffer) => head[0] === 0xff && [0xfb, 0xfa, 0xf3, 0xf2].includes(head[1] ?? 0)

/** AAC: twelve bits of sync, and layer 0. */
const isAdtsFrame = (head: Buffer) => head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0

/** ISO media: what begins alike is a picture, a sound or a film. */
function byBrand(brand: string): FileType | null {
  if (/^(M4A |M4B )$/.test(brand)) return { what: 'voice', mime: 'audio/mp4', ending: 'm4a' }
  if (brand === 'qt  ') return { what: 'video', mime: 'video/quicktime', ending: 'mov' }
  if (/^(isom|iso[2-9]|mp4[12]|avc1|M4V |3gp.|mmp4|dash|MSNV)$/.test(brand))
    return { what: 'video', mime: 'video/mp4', ending: 'mp4' }
  return null
}

/** For people to see and for a download: no path, nothing invisible, and the ending that it truly has. */
export function safeName(name: string, { ending, what }: FileType): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const stem = last
    .replace(/\.[^.]*$/, '')
    // Control and formatting characters: one of them turns `gpj.exe` around.
    .replace(/[\p{C}"*:<>?|%;]/gu, '')
    .replace(/^[.\s]+|(?<![.\s])[.\s]+$/g, '')
  return `${[...stem].slice(0, 60).join('') || what}.${ending}`
}
