/** Every answer that is not what was asked for, in the reader's language. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Language } from '../domain/message.ts'
import type { ErrorAnswer, ErrorCode } from './wire.ts'

/** The same in both languages. */
export type Wording = Readonly<Record<Language, string>>

const ERRORS = {
  bad_request: [400, '请求格式不对', 'The request is not of the right form'],
  signed_out: [401, '请先登录', 'Please sign in first'],
  code_used: [
    403,
    '这个链接已经用过或已过期，请再要一个',
    'This link was used or has expired; ask for a new one',
  ],
  code_unknown: [403, '这个链接无效，请检查是否完整', 'This link is not valid; check that it is complete'],
  not_admin: [403, '只有管理员可以用管理台', 'The console is for administrators only'],
  not_yours: [403, '这个会话不是您的', 'This chat is not yours'],
  foreign_page: [403, '请从本网站的页面操作', 'Please use a page of this site'],
  not_found: [404, '没有这个地址', 'There is nothing at this address'],
  wrong_host: [421, '这里不以这个域名提供服务', 'Nothing is served under this name'],
  refused: [409, '没有做成', 'Not done'],
  too_slow: [
    408,
    '传得太慢，断开了，请换个网络再试',
    'It came too slowly and was cut off; please try another network',
  ],
  too_large: [413, '内容太大', 'Too large'],
  unreadable: [422, '文件有误', 'The files have mistakes'],
  too_fast: [429, '发得太快了，请稍等再发', 'That was too fast; please wait a moment'],
  internal: [500, '我们这边出错了，请稍后再试', 'Something broke on our side; please try again'],
  not_ready: [503, '服务正在启动或维护，请稍后再试', 'The service is starting or stopping; please try again'],
} as const satisfies Record<ErrorCode, readonly [ContentfulStatusCode, string, string]>

export interface ErrorDetails {
  /** Details for the person who can mend it. */
  detail?: Wording
  mistakes?: readonly string[]
  retryAfterSeconds?: number
}

export class ApiError extends Error {
  override name = 'ApiError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.detail ? `${code}: ${details.detail.en}` : code)
    this.code = code
    this.details = details
  }
}

export const badRequest = (detail: Wording) => new ApiError('bad_request', { detail })

/** Turns the error of a call into an answer; an unforeseen error goes to `onUnforeseen` first. */
export function asApiError(error: Error, onUnforeseen: (error: Error) => void): ApiError {
  if (error instanceof ApiError) return error
  onUnforeseen(error)
  return new ApiError(isDatabaseAway(error) ? 'not_ready' : 'internal')
}

/** Connection lost, refused, no free one in time, or the disk is full (53100): the caller may try again, and should. */
const isDatabaseAway = (error: Error & { code?: string }): boolean =>
  /^(08|57P|53|58030|ECONN|ETIMEDOUT|EPIPE)/.test(error.code ?? '') ||
  /connection terminated|timeout exceeded when trying to connect/i.test(error.message)

/** @param acceptLanguage the header as it came. */
export function errorAnswer(error: ApiError, acceptLanguage: string | undefined): Response {
  const [status, chinese, english] = ERRORS[error.code]
  const language = preferredLanguage(acceptLanguage)
  const general = language === 'en' ? english : chinese
  const { detail, mistakes, retryAfterSeconds } = error.details
  const message = detail ? `${general}${language === 'en' ? ': ' : '：'}${detail[language]}` : general
  const body: ErrorAnswer = { error: { code: error.code, message, ...(mistakes && { mistakes }) } }
  const headers = new Headers({ 'Cache-Control': 'no-store' })
  if (retryAfterSeconds) headers.set('Retry-After', String(retryAfterSeconds))
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
