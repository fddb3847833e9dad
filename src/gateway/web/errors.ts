/** Every answer that is not what was asked for, in the reader's language. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Language } from '../../domain/message.ts'
import type { ErrorAnswer, ErrorCode } from './wire.ts'

type Wording = Record<Language, string>

const ERRORS = {
  bad_request: [400, '请求格式不对', 'The request is not of the right form'],
  signed_out: [401, '请先登录', 'Please sign in first'],
  code_used: [
    403,
    '这个链接已经用过或已过期，请再要一个',
    'This link was used or has expired; ask for a new one',
  ],
  code_unknown: [403, '这个链接无效，请检查是否完整', 'This link is not valid; check that it is complete'],
  not_yours: [403, '这个会话不是您的', 'This chat is not yours'],
  foreign_page: [403, '请从本网站的页面操作', 'Please use a page of this site'],
  not_found: [404, '没有这个地址', 'There is nothing at this address'],
  too_large: [413, '内容太大，最多 1 MB', 'Too large: 1 MB at most'],
  too_fast: [429, '发得太快了，请稍等再发', 'That was too fast; please wait a moment'],
  internal: [500, '我们这边出错了，请稍后再试', 'Something broke on our side; please try again'],
  not_ready: [503, '服务正在启动或维护，请稍后再试', 'The service is starting or stopping; please try again'],
} as const satisfies Record<ErrorCode, readonly [ContentfulStatusCode, string, string]>

/** What can be wrong with a request, so that whoever wrote the program need not guess. */
const PROBLEMS = {
  json: {
    'zh-CN': '请求体须是 JSON 对象，Content-Type 为 application/json',
    en: 'the body must be a JSON object, with Content-Type application/json',
  },
  id: { 'zh-CN': 'id 须为 1 到 64 个 A-Z a-z 0-9 _ -', en: 'id must be 1 to 64 of A-Z a-z 0-9 _ -' },
  content: {
    'zh-CN': 'text、action、location 须恰好有一个',
    en: 'exactly one of text, action and location is needed',
  },
  text: { 'zh-CN': 'text 须为 1 到 100000 个字', en: 'text must have 1 to 100,000 characters' },
  action: { 'zh-CN': 'action 须为 1 到 64 字节的文本', en: 'action must be text of 1 to 64 bytes' },
  location: {
    'zh-CN': 'location 须有 latitude（-90 到 90）和 longitude（-180 到 180）',
    en: 'location needs latitude (-90 to 90) and longitude (-180 to 180)',
  },
  replyTo: {
    'zh-CN': 'replyTo 须为消息的 id，且只能与 text 同用',
    en: 'replyTo must be the id of a message, and goes with text only',
  },
  language: { 'zh-CN': 'language 须为 zh-CN 或 en', en: 'language must be zh-CN or en' },
  code: { 'zh-CN': 'code 须为文本', en: 'code must be text' },
  limit: { 'zh-CN': 'limit 须为 1 到 200', en: 'limit must be 1 to 200' },
  before: { 'zh-CN': 'before 须为消息的 id', en: 'before must be the id of a message' },
  open: { 'zh-CN': 'open 须为 true 或 false', en: 'open must be true or false' },
} as const satisfies Record<string, Wording>
export type Problem = keyof typeof PROBLEMS

export class ApiError extends Error {
  override name = 'ApiError'
  readonly code: ErrorCode
  readonly problem: Problem | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, more: { problem?: Problem; retryAfterSeconds?: number } = {}) {
    super(more.problem ? `${code}: ${more.problem}` : code)
    this.code = code
    this.problem = more.problem
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}

export const badRequest = (problem: Problem) => new ApiError('bad_request', { problem })

/** @param acceptLanguage the header as it came. */
export function errorAnswer(error: ApiError, acceptLanguage: string | undefined): Response {
  const [status, chinese, english] = ERRORS[error.code]
  const language = preferredLanguage(acceptLanguage)
  const general = language === 'en' ? english : chinese
  const detail = error.problem && PROBLEMS[error.problem][language]
  const message = detail ? `${general}${language === 'en' ? ': ' : '：'}${detail}` : general
  const body: ErrorAnswer = { error: { code: error.code, message } }
  const headers = new Headers({ 'Cache-Control': 'no-store' })
  if (error.retryAfterSeconds) headers.set('Retry-After', String(error.retryAfterSeconds))
  return Response.json(body, { status, headers })
}

/** Chinese unless English is asked for more than Chinese. */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  const wishes = (acceptLanguage ?? '').split(',').map(part => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const quality = parameters.map(text => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find(text => text !== undefined)
    return { tag, quality: quality === undefined ? 1 : Number(quality) }
  })
  const best = (language: string) =>
    Math.max(0, ...wishes.filter(wish => wish.tag.split('-')[0] === language).map(wish => wish.quality))
  return best('en') > best('zh') || isFirst(wishes, best('en'), best('zh')) ? 'en' : 'zh-CN'
}

/** Some browsers give equal weights and mean the order. */
const isFirst = (wishes: { tag: string }[], english: number, chinese: number): boolean =>
  english > 0 &&
  english === chinese &&
  wishes.find(wish => /^(en|zh)\b/.test(wish.tag))?.tag.startsWith('en') === true
