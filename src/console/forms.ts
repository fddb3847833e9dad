/** What the console's calls bring, and what can be wrong with it. */
import type { Context } from 'hono'
import { z } from 'zod'
import { storable } from '../domain/text/storable-text.ts'
import { ApiError, type Wording } from '../http/errors.ts'
import { parseForm, parseQuery } from '../http/forms.ts'
import { readJson } from '../http/guard.ts'
import { LABEL_STATES, type LabelState } from '../prompts/labels.ts'

const PROBLEMS = {
  files: {
    'zh-CN': 'files 须为文件名到内容的对象，至多 1000 个',
    en: 'files must be an object from names to contents, 1,000 at most',
  },
  note: { 'zh-CN': 'note 须为至多 2000 字的文本', en: 'note must be text of up to 2,000 characters' },
  to: { 'zh-CN': 'to 须为版本编号的开头', en: 'to must be the beginning of a version' },
  version: {
    'zh-CN': 'version 须为 live 或版本编号的开头',
    en: 'version must be live or the beginning of a version',
  },
  share: { 'zh-CN': 'share 须为 0 到 1 之间的数，如 0.1', en: 'share must be a number up to 1, such as 0.1' },
  from: { 'zh-CN': 'from 须为 live 或版本编号的开头', en: 'from must be live or the beginning of a version' },
  state: {
    'zh-CN': 'state 须为 proposed、confirmed 或 dropped',
    en: 'state must be proposed, confirmed or dropped',
  },
  text: { 'zh-CN': 'text 须为至多 2000 字的文本', en: 'text must be text of up to 2,000 characters' },
  category: { 'zh-CN': 'category 须为类别编号', en: 'category must be the id of a category' },
  before: { 'zh-CN': 'before 须为一条记录的 id', en: 'before must be the id of an entry' },
} as const satisfies Record<string, Wording>

const MOST_FILES = 1_000

/** `live`, or the beginning of an id. */
const VersionName = z.string().regex(/^(?:live|[0-9a-f]{3,12})$/i)
const Words = z.string().max(2_000).transform(storable)
const Note = Words.default('')

export const DraftForm = z.object({
  files: z.record(z.string().max(200), z.string()).refine(files => Object.keys(files).length <= MOST_FILES),
  note: Note,
})
export const NoteForm = z.object({ note: Note })
export const RollbackForm = z.object({ to: VersionName.optional(), note: Note })
export const ShadowForm = z.object({ version: VersionName, share: z.number().gt(0).max(1) })

/** `state` is what the label shall be: proposed takes a judgement back. */
export const JudgementForm = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('confirmed'),
    text: Words.optional(),
    category: z.string().max(100).transform(storable).optional(),
    note: Note,
  }),
  z.object({ state: z.literal('dropped'), note: Note }),
  z.object({ state: z.literal('proposed'), note: Note }),
])

/** @throws ApiError too_large, bad_request */
export async function bodyOf<T>(c: Context, form: z.ZodType<T>, options?: { megabytes: number }): Promise<T> {
  return parseForm(form, await readJson(c, { empty: true, ...options }), PROBLEMS)
}

export const fromOf = (c: Context): string | undefined =>
  parseQuery(VersionName, c.req.query('from'), PROBLEMS.from)

export const beforeOf = (c: Context): string | undefined =>
  parseQuery(z.uuid(), c.req.query('before'), PROBLEMS.before)

/** What can be no name of a version is none. @throws ApiError not_found */
export const versionOfPath = (c: Context): string => pathPart(VersionName, c, 'id')
export const stateOf = (c: Context): LabelState =>
  parseQuery(z.enum(LABEL_STATES), c.req.query('state'), PROBLEMS.state) ?? 'proposed'

export const labelOfPath = (c: Context): string => pathPart(z.uuid(), c, 'id')
export const examOfPath = (c: Context): string => pathPart(z.uuid(), c, 'id')

function pathPart(form: z.ZodType<string>, c: Context, name: string): string {
  const part = form.safeParse(c.req.param(name))
  if (!part.success) throw new ApiError('not_found')
  return part.data
}
