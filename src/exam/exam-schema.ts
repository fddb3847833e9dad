/** The schema of an exam file, with the consistency checks of a case. Pure; exam-file.ts reads with it. */
import { z } from 'zod'
import { URGENCIES, type CategoryTree } from '../domain/category.ts'
import { EMERGENCY_KINDS } from '../domain/emergency-kind.ts'
import { LANGUAGES } from '../domain/message.ts'
import { TICKET_STATES } from '../domain/ticket/transitions.ts'
import { INTENTS, OPENS_TICKETS } from '../domain/triage-result.ts'

export const NO_GUIDE = 'none'

/** @param taken ids of the files read before, with their files. */
export function examSchema(
  tree: CategoryTree,
  guides: ReadonlySet<string>,
  taken: ReadonlyMap<string, string>,
) {
  const category = z
    .string()
    .refine(id => tree.has(id), { error: issue => `no category ${String(issue.input)} in categories.yaml` })
  const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1)])
  const Item = z.strictObject({
    category: oneOrMore(category),
    urgency: z.enum(URGENCIES).optional(),
    place: z.string().min(1).optional(),
    /** `none`: no guide may be quoted. */
    guide: z
      .string()
      .refine(id => id === NO_GUIDE || guides.has(id), {
        error: issue => `no guide ${String(issue.input)} in prompts/guides`,
      })
      .optional(),
  })
  const Ticket = z.strictObject({
    number: z.string().regex(/^\d{8}-\d{4,}$/, 'a ticket number is like "20261120-0231", in quotes'),
    category,
    summary: z.string(),
    placeText: z.string().nullable(),
    state: z.enum(TICKET_STATES),
    minutesOld: z.number().int().min(0),
  })
  const Context = z.strictObject({
    openTickets: z.array(Ticket).default([]),
    pendingQuestion: z
      .strictObject({ number: z.string(), what: z.literal('place') })
      .nullable()
      .default(null),
    home: z.string().nullable().default(null),
    lastTurns: z.array(z.strictObject({ from: z.enum(['resident', 'linli']), text: z.string() })).default([]),
  })
  const Case = z
    .strictObject({
      id: z.string().min(1),
      texts: z.array(z.string()).min(1),
      language: z.enum(LANGUAGES),
      context: Context.optional(),
      expect: z.strictObject({
        intent: oneOrMore(z.enum(INTENTS)),
        items: z.array(Item).min(1).optional(),
        about: z.string().nullable().optional(),
        emergency: z.enum(EMERGENCY_KINDS).optional(),
      }),
      /** Explains the label to readers of the file. */
      why: z.string().optional(),
    })
    .superRefine(({ id, texts, context, expect }, { addIssue }) => {
      const wrong = (path: (string | number)[], message: string) =>
        addIssue({ code: 'custom', path, message })
      const elsewhere = taken.get(id)
      if (elsewhere) wrong(['id'], `${id} is also in ${elsewhere}`)
      const said = texts.join('\n')
      expect.items?.forEach(({ place }, i) => {
        if (place && !said.includes(place))
          wrong(['expect', 'items', i, 'place'], `"${place}" is not a piece of the texts`)
      })
      const intents = [expect.intent].flat()
      if (!expect.items && intents.every(intent => OPENS_TICKETS.includes(intent)))
        wrong(['expect'], `${intents.join(' or ')} opens tickets: say which items`)
      const numbers = new Set(context?.openTickets.map(ticket => ticket.number))
      if (expect.about && !numbers.has(expect.about))
        wrong(['expect', 'about'], `${expect.about} is none of the openTickets`)
      if (context?.pendingQuestion && !numbers.has(context.pendingQuestion.number))
        wrong(['context', 'pendingQuestion'], 'asks about none of the openTickets')
    })
  const Emergency = z.strictObject({ text: z.string().min(1), expect: z.enum([...EMERGENCY_KINDS, 'none']) })
  return z.discriminatedUnion('exam', [
    z.strictObject({ exam: z.literal('triage'), cases: unique(Case, 'id') }),
    z.strictObject({ exam: z.literal('emergency'), cases: unique(Emergency, 'text') }),
  ])
}

type Written = z.infer<ReturnType<typeof examSchema>>
export type WrittenCase = Extract<Written, { exam: 'triage' }>['cases'][number]
export type WrittenEmergency = Extract<Written, { exam: 'emergency' }>['cases'][number]

/** Runs even if a case is malformed, so that its other mistakes do not hide a duplicate. */
const unique = <T extends z.ZodType>(one: T, key: 'id' | 'text') =>
  z
    .array(one)
    .min(1)
    .superRefine(
      (cases, { addIssue }) => {
        const seen = new Set<unknown>()
        cases.forEach((value, i) => {
          const name = (value as Partial<Record<typeof key, unknown>> | null)?.[key]
          if (name !== undefined && seen.has(name))
            addIssue({ code: 'custom', path: [i], message: `${JSON.stringify(name)} is there twice` })
          seen.add(name)
        })
      },
      { when: ({ value }) => Array.isArray(value) },
    )
