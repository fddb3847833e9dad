/** From what a call brings to what it means; what is wrong is named by its field. */
import type { z } from 'zod'
import { badRequest, type Wording } from './errors.ts'

export const notJson = () =>
  badRequest({
    'zh-CN': '请求体须是 JSON 对象，Content-Type 为 application/json',
    en: 'the body must be a JSON object, with Content-Type application/json',
  })

/** What a program sends as GBK would be kept as question marks. */
export const notUtf8 = () =>
  badRequest({ 'zh-CN': '请求体须用 UTF-8 编码', en: 'the body must be encoded as UTF-8' })

/** @param problems by the name of the field. @throws ApiError bad_request that names the first field that is wrong. */
export function parseForm<T>(
  form: z.ZodType<T>,
  body: unknown,
  problems: Readonly<Record<string, Wording>>,
): T {
  const result = form.safeParse(body)
  if (result.success) return result.data
  const problem = problems[String(result.error.issues[0]?.path[0])]
  throw problem ? badRequest(problem) : notJson()
}

/** @returns undefined when it is not there. @throws ApiError bad_request */
export function parseQuery<T>(
  form: z.ZodType<T>,
  value: string | undefined,
  problem: Wording,
): T | undefined {
  if (value === undefined) return undefined
  const result = form.safeParse(value)
  if (result.success) return result.data
  throw badRequest(problem)
}
