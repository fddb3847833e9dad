/**
 * One guide 办事指南: a markdown file that answers one question completely ("一事一码"): what it is, who may, which papers,
 * where, how long. It is quoted and never reworded, because a public office must have written its answers itself.
 */
import { z } from 'zod'
import type { CategoryTree } from '../domain/category.ts'
import type { Language } from '../domain/message.ts'
import { PromptFileError, readYaml } from './read-yaml.ts'

export interface Guide {
  /** Name of its file, the same in every language. */
  id: string
  language: Language
  /** 办事码: short, so that people can say and type it. */
  code: string
  title: string
  /** Categories whose questions it answers. */
  categories: readonly string[]
  /** Typical phrasings of the question. */
  questions: readonly string[]
  /** The law or office that is its source. */
  source: string
  /** Day on which a person last checked it against the source, `2026-11-20`. */
  checked: string
  parts: readonly { name: string; text: string }[]
}

/** The sections of every guide, in this order. */
const PARTS: Readonly<Record<Language, readonly string[]>> = {
  'zh-CN': ['是什么', '谁能办', '带什么', '去哪办', '多久'],
  en: ['What', 'Who', 'Papers', 'Where', 'How long'],
}

const FRONT_MATTER = /^---\r?\n([\s\S]*?\r?\n)---\r?\n([\s\S]+)$/
/** One or two phone screens; Telegram's limit is 4,096. */
const MOST_CHARACTERS = 2000

/** @throws PromptFileError with `file:line: what`. */
export function readGuide(
  file: string,
  source: string,
  { id, language }: Pick<Guide, 'id' | 'language'>,
  tree: CategoryTree,
): Guide {
  const [, yaml, body = ''] = FRONT_MATTER.exec(source) ?? []
  if (yaml === undefined) throw new PromptFileError(`${file}:1: no YAML between two lines of ---`)
  const category = z
    .string()
    .refine(one => tree.has(one), { error: issue => `no category ${String(issue.input)} in categories.yaml` })
  const Head = z.strictObject({
    code: z.coerce.string().regex(/^\d{3,6}$/, 'a code is three to six digits'),
    title: z.string().min(1),
    categories: z.array(category).min(1),
    questions: z.array(z.string().min(2)).min(3),
    source: z.string().min(1),
    checked: z.coerce
      .string()
      .transform(day => day.slice(0, 10))
      .pipe(z.iso.date('a day like 2026-11-20')),
  })
  const head = readYaml(file, yaml, Head, 1)
  const line = source.slice(0, source.length - body.length).split('\n').length
  return { id, language, ...head, parts: partsOf(file, body, line, PARTS[language]) }
}

function partsOf(file: string, body: string, line: number, names: readonly string[]): Guide['parts'] {
  const [before = '', ...sections] = body.split(/^## */mu)
  if (before.trim() !== '') throw new PromptFileError(`${file}:${line}: words above the first heading`)
  const parts = sections.map(section => {
    const [name = '', ...lines] = section.split('\n')
    return { name: name.trim(), text: plain(lines.join('\n')) }
  })
  const found = parts.map(({ name }) => name).join(', ')
  if (found !== names.join(', '))
    throw new PromptFileError(`${file}:${line}: the headings are "## " ${names.join(', ')}, not: ${found}`)
  const empty = parts.find(({ text }) => text === '')
  if (empty) throw new PromptFileError(`${file}:${line}: nothing under "${empty.name}"`)
  if (body.length > MOST_CHARACTERS)
    throw new PromptFileError(`${file}:${line}: ${body.length} characters; at most ${MOST_CHARACTERS}`)
  return parts
}

/** Plain text for chats: lists with bullets, without other markdown. */
const plain = (markdown: string): string =>
  markdown
    .trim()
    .replace(/^[-*] +/gmu, '· ')
    .replace(/\*\*|__|`/gu, '')
    .replace(/\n{2,}/gu, '\n')
