/** What can be wrong with a call of the web chat, by its field, so that a programmer need not guess. */
import type { Wording } from '../../http/errors.ts'

export const PROBLEMS = {
  id: { 'zh-CN': 'id 须为 1 到 64 个 A-Z a-z 0-9 _ -', en: 'id must be 1 to 64 of A-Z a-z 0-9 _ -' },
  content: {
    'zh-CN': 'text、action、location 须恰好有一个；attachment 可单用，也可配 text',
    en: 'exactly one of text, action and location is needed; attachment goes alone or with text',
  },
  text: { 'zh-CN': 'text 须为 1 到 100000 个字', en: 'text must have 1 to 100,000 characters' },
  action: { 'zh-CN': 'action 须为 1 到 64 字节的文本', en: 'action must be text of 1 to 64 bytes' },
  location: {
    'zh-CN': 'location 须有 latitude（-90 到 90）和 longitude（-180 到 180）',
    en: 'location needs latitude (-90 to 90) and longitude (-180 to 180)',
  },
  attachment: {
    'zh-CN': 'attachment 须为您刚上传、还没发过的文件的 id',
    en: 'attachment must be the id of a file that you uploaded and have not posted yet',
  },
  replyTo: {
    'zh-CN': 'replyTo 须为消息的 id，且只能与 text 或 attachment 同用',
    en: 'replyTo must be the id of a message, and goes with text or attachment only',
  },
  name: { 'zh-CN': 'name 最多 255 个字', en: 'name has 255 characters at most' },
  size: { 'zh-CN': 'size 须为 small', en: 'size must be small' },
  file_empty: { 'zh-CN': '文件是空的', en: 'the file is empty' },
  file_unknown_type: {
    'zh-CN': '只收照片（JPEG、PNG、WebP、GIF）、视频、录音和 PDF',
    en: 'only photos (JPEG, PNG, WebP, GIF), videos, recordings and PDF are taken',
  },
  file_heic: {
    'zh-CN': '这是 HEIC 照片，打不开；请存成 JPEG 再发，或发一张截屏',
    en: 'this is an HEIC photo, which cannot be opened here; save it as JPEG, or send a screenshot',
  },
  file_unreadable: {
    'zh-CN': '这张照片打不开，可能没传完',
    en: 'the photo cannot be opened; perhaps it is not whole',
  },
  file_too_many_pixels: { 'zh-CN': '照片尺寸太大', en: 'the photo has too many pixels' },
  language: { 'zh-CN': 'language 须为 zh-CN 或 en', en: 'language must be zh-CN or en' },
  code: { 'zh-CN': 'code 须为文本', en: 'code must be text' },
  limit: { 'zh-CN': 'limit 须为 1 到 200', en: 'limit must be 1 to 200' },
  before: { 'zh-CN': 'before 须为消息的 id', en: 'before must be the id of a message' },
  open: { 'zh-CN': 'open 须为 true 或 false', en: 'open must be true or false' },
} as const satisfies Record<string, Wording>
