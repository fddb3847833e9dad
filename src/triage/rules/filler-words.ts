/**
 * Removes filler words. Transcribed voice messages are full of them, and a classifier that was trained on written
 * examples reads them as content ("嗯那个…" is filed as unclear).
 */
const FILLERS =
  /[嗯呃额哎唉喂]+(?![头])|那个|这个|就是(?:说)?(?!不)|怎么说呢|(?:你|您)好|我(?:想)?(?:要)?(?:跟你)?(?:说|反映|问|咨询)(?:一下|一个事情?|个事)?(?:就是)?|听得到吗|你知道吧|(?<=[\p{Script=Han}])[啊呀嘛呢哈](?=[\p{Script=Han}])|\b(?:um+|uh+|you know|i mean)\b,?\s*/giu
/** Fillers that mark a voice message; a single one is normal in writing. */
const SEVERAL = 3

/** @returns the text without fillers if it has SEVERAL; never an empty text. */
export function withoutFillers(text: string): string {
  if ((text.match(FILLERS)?.length ?? 0) < SEVERAL) return text
  return text.replace(FILLERS, '').trim() || text
}
