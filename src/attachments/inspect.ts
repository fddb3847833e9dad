/**
 * Determines a file's type by its first bytes, not by its name. Only listed types are kept: what a browser
 * could run (HTML, SVG, scripts) or a person could start by mistake (programs, archives) is not listed.
 */
import type { Media } from '../domain/message.ts'

export interface FileType {
  what: Media['what']
  mime: string
  ending: string
}

/** Telegram lets a bot download 20 MB at most, and larger videos are of no use on a bad connection. */
export const MOST_BYTES = 20_000_000

const REFUSALS = ['empty', 'too_large', 'unknown_type', 'heic', 'unreadable', 'too_many_pixels'] as const
/** Why a file is refused. */
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
  // The format of every iPhone; no free decoder ships with us. The reply tells the sender what to do.
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
  // WeChat's format, with a byte before the mark. No browser plays it, but a person can convert it.
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

/** ISO media: pictures, sounds and films begin alike and differ by brand. */
function byBrand(brand: string): FileType | null {
  if (/^(M4A |M4B )$/.test(brand)) return { what: 'voice', mime: 'audio/mp4', ending: 'm4a' }
  if (brand === 'qt  ') return { what: 'video', mime: 'video/quicktime', ending: 'mov' }
  if (/^(isom|iso[2-9]|mp4[12]|avc1|M4V |3gp.|mmp4|dash|MSNV)$/.test(brand))
    return { what: 'video', mime: 'video/mp4', ending: 'mp4' }
  return null
}

/** A name for display and download: no path, no invisible characters, and the ending of its true type. */
export function safeName(name: string, { ending, what }: FileType): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const stem = last
    .replace(/\.[^.]*$/, '')
    // Control and formatting characters: one of them displays `gpj.exe` reversed.
    .replace(/[\p{C}"*:<>?|%;]/gu, '')
    .replace(/^[.\s]+|(?<![.\s])[.\s]+$/g, '')
  return `${[...stem].slice(0, 60).join('') || what}.${ending}`
}
