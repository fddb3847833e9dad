/** Checks a chosen file before the upload, and draws its thumbnail. */
import type { Text } from '../text.ts'
import type { ChosenFile } from './outbox.ts'

export type Chosen = ChosenFile & { file: File }

/** As in src/attachments/inspect.ts: refusing here spares an upload of twenty megabytes. */
const MOST_BYTES = 20_000_000
/** Explicit types, so that an iPhone converts its HEIC photos to JPEG. */
export const ACCEPT =
  'image/jpeg,image/png,image/webp,image/gif,video/mp4,video/quicktime,video/webm,audio/*,application/pdf'
const PREVIEW_PX = 320

/** Checks by the browser's type; the server checks the bytes. @returns the reason of a refusal, with the fix. */
export function whyNot({ size, type }: Pick<File, 'size' | 'type'>, text: Text): string | null {
  if (size === 0) return text.fileEmpty
  if (size > MOST_BYTES) return text.fileTooLarge
  const known = type === '' || type.startsWith('audio/') || ACCEPT.split(',').includes(type)
  return known ? null : text.fileWrongType
}

export async function choose(file: File): Promise<Chosen> {
  const preview = file.type.startsWith('image/') ? await drawSmall(file).catch(() => undefined) : undefined
  return { file, name: file.name, ...(preview && { preview }) }
}

/** A data URL: the content security policy allows no `blob:`, and it survives a reload with the message. */
async function drawSmall(file: File): Promise<string> {
  const image = await createImageBitmap(file)
  const scale = Math.min(1, PREVIEW_PX / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.width * scale))
  canvas.height = Math.max(1, Math.round(image.height * scale))
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  image.close()
  return canvas.toDataURL('image/jpeg', 0.7)
}
