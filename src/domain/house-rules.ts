/**
 * The house rules: who gets what, how long a department may take, when reports are one thing. They live in
 * prompts/rules.yaml, where admins tune them; this file is their shape.
 */
import { z } from 'zod'
import { Duration, URGENCIES } from './category.ts'

const Code = z.string().regex(/^[\w-]+$/, 'a code has letters, figures, - and _')
/** Also an admin who writes one thing without brackets is understood. */
const Some = <T extends z.ZodType>(one: T) => z.union([one.transform(value => [value]), z.array(one).min(1)])
const SomeOf = <const T extends readonly string[]>(all: T) => {
  const error = `one or a list of: ${all.join(', ')}`
  return z.union([z.enum(all).transform(value => [value]), z.array(z.enum(all)).min(1)], { error })
}

/** Every condition that is given must hold. */
const When = z.strictObject({
  /** Full ids, or ids of groups. */
  category: Some(z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/)).optional(),
  /** As in categories.yaml: who works on it first. */
  handler: SomeOf(['grid', 'property', 'department']).optional(),
  urgency: SomeOf(URGENCIES).optional(),
  /** office: on a workday within office hours. */
  time: z.enum(['office', 'off_hours']).optional(),
  place: Some(Code).optional(),
  grid: Some(Code).optional(),
  community: Some(Code).optional(),
})

/** property: the company of the compound. department: the first on the responsibility list. Or one unit by its code. */
const To = z.union([z.enum(['grid', 'property', 'department', 'duty']), z.strictObject({ unit: Code })], {
  error: 'grid, property, department, duty, or { unit: code }',
})

const AssignRule = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  when: When.default({}),
  to: To,
})
export type AssignRule = z.infer<typeof AssignRule>

const ByUrgency = z.strictObject({ normal: Duration, urgent: Duration, emergency: Duration })

export const Rules = z.strictObject({
  /** In order; the first that holds and whose target exists wins. Nothing held: the grid. */
  assign: z.array(AssignRule),
  /** Open tickets that one person has at most; whoever has that many is passed over. */
  caps: z.strictObject({ full_time: z.number().int().positive(), part_time: z.number().int().nonnegative() }),
  /** How long the duty officers or an arbiter may think. Calm: in office time. */
  decide: ByUrgency,
  /** How long a whistled department may take to be there, and to act. Calm: in office time. */
  whistle: z.strictObject({ report: ByUrgency, act: ByUrgency }),
  /** How long a joint meeting may take to decide. */
  meeting: Duration,
  /** How long a resident has to say that it is not solved, before silence counts as agreement. */
  confirm: Duration,
  /** Two reports may be one thing: in one grid, of one category, within this time, this much alike (0..1). */
  duplicate: z.strictObject({ within: Duration, alike: z.number().min(0).max(1) }),
  /** So many residents, so quickly: it is one cause. */
  hot: z.strictObject({
    residents: z.number().int().min(3),
    within: Duration,
    alike: z.number().min(0).max(1),
  }),
  /** So many stars or fewer go to whoever supervises, and not to the same hands again. */
  low_rating: z.number().int().min(0).max(4),
  /** At this hour each group hears how its day was. */
  digest: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day: 17:40'),
  /** ISO weekday and day of the month on which duty officers hear of the last week and month as well. */
  reports: z
    .strictObject({ week: z.number().int().min(1).max(7), month: z.number().int().min(1).max(28) })
    .default({ week: 1, month: 1 }),
  /** Which text of the privacy notice is current: raised, everybody hears it once more. 0: residents hear it elsewhere. */
  notice: z.number().int().nonnegative().default(1),
})
export type Rules = z.infer<typeof Rules>

/** Rules whose id another has already: it could not say which of them decided. @returns their indices. */
export const rulesTwice = ({ assign }: Rules): number[] => {
  const ids = assign.map(({ id }) => id)
  return ids.flatMap((id, index) => (ids.indexOf(id) === index ? [] : [index]))
}
