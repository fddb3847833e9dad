/**
 * The house rules: assignment, deadlines of departments, detection of duplicates. They live in prompts/rules.yaml,
 * where admins tune them; this file is their schema.
 */
import { z } from 'zod'
import { Duration, URGENCIES } from './category.ts'

const Code = z.string().regex(/^[\w-]+$/, 'a code has letters, figures, - and _')
/** Accepts a single value without brackets as a list of one, because admins write this file by hand. */
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
  /** In order; the first rule that matches and whose target exists wins. Without a match: the grid. */
  assign: z.array(AssignRule),
  /** Maximum of open tickets per worker; assignment skips a worker who has that many. */
  caps: z.strictObject({ full_time: z.number().int().positive(), part_time: z.number().int().nonnegative() }),
  /** Time limit for a decision of the duty officers or an arbiter. Normal urgency: in office time. */
  decide: ByUrgency,
  /** Time limits for a whistled department to report in and to act. Normal urgency: in office time. */
  whistle: z.strictObject({ report: ByUrgency, act: ByUrgency }),
  /** Time limit for the decision of a joint meeting. */
  meeting: Duration,
  /** How long a resident has to say that it is not solved, before silence counts as agreement. */
  confirm: Duration,
  /** Two reports may be duplicates: in one grid, of one category, within this time, this similar (0..1). */
  duplicate: z.strictObject({ within: Duration, alike: z.number().min(0).max(1) }),
  /** A hot issue: at least this many residents within this time report one cause. */
  hot: z.strictObject({
    residents: z.number().int().min(3),
    within: Duration,
    alike: z.number().min(0).max(1),
  }),
  /** After this many stars or fewer, a reopened ticket goes to a supervisor and not to the same worker. */
  low_rating: z.number().int().min(0).max(4),
  /** Time of the daily digest in each group. */
  digest: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day: 17:40'),
  /** ISO weekday and day of the month of the weekly and the monthly report to the duty officers. */
  reports: z
    .strictObject({ week: z.number().int().min(1).max(7), month: z.number().int().min(1).max(28) })
    .default({ week: 1, month: 1 }),
  /** Version of the privacy notice. After an increase each resident gets it again. 0: residents get it elsewhere. */
  notice: z.number().int().nonnegative().default(1),
})
export type Rules = z.infer<typeof Rules>

/** A repeated id would not tell which rule decided. @returns the indices of rules whose id an earlier rule has. */
export const rulesTwice = ({ assign }: Rules): number[] => {
  const ids = assign.map(({ id }) => id)
  return ids.flatMap((id, index) => (ids.indexOf(id) === index ? [] : [index]))
}
