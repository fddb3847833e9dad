/**
 * Categories 诉求类别: what kind of petition a ticket is. The tree lives in prompts/categories.yaml, where
 * admins tune it; this file is its shape. A leaf decides who handles a ticket, how fast, and what safety
 * advice comes first.
 */
import { z } from 'zod'

/** A text that people read: both languages, always. */
export const Bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })
export type Bilingual = z.infer<typeof Bilingual>

/**
 * From calm to alarming. `urgent` runs on wall time instead of working time; `emergency` also gets safety
 * advice at once and a card for the duty officers.
 */
export const URGENCIES = ['normal', 'urgent', 'emergency'] as const
export type Urgency = (typeof URGENCIES)[number]

/** `30m`, `2h`, `5d`: minutes, hours, days. Days of a working-time clock are working days. */
export const Duration = z
  .string()
  .regex(/^[1-9]\d{0,2}[mhd]$/, 'a duration is a number from 1 and m, h or d: 30m, 2h, 5d')

/** The SLA targets of a category, counted from the assignment. */
export const Clocks = z.strictObject({
  /** working: office hours of the Chinese calendar with make-up workdays; wall: round the clock. */
  time: z.enum(['working', 'wall']),
  /** A worker says "mine" (接单). */
  accept: Duration,
  /** The resident gets the first answer of substance (首次答复). */
  answer: Duration,
  /** The worker says "done" (办结). */
  resolve: Duration,
})
export type Clocks = z.infer<typeof Clocks>

/**
 * The first-level classes of the official petition taxonomy that Linli reports to. `其他` is Linli's own, for
 * categories that fit no official class.
 */
const OFFICIAL_CLASSES = [
  '城乡建设',
  '党务政务',
  '国土资源',
  '环境保护',
  '纪检监察',
  '交通运输',
  '经济管理',
  '科技与信息产业',
  '民政',
  '农村农业',
  '商贸旅游',
  '卫生计生',
  '政法',
  '教育文体',
  '劳动和社会保障',
  '其他',
] as const

const ID = /^[a-z][a-z0-9_]*$/

/** A leaf of the tree: the only thing that a ticket can be filed under. */
const CategoryLeaf = z.strictObject({
  /** Unique in its parent; the full id is `parent.child`. */
  id: z.string().regex(ID),
  name: Bilingual,
  /** One sentence that tells a model, and an admin, what belongs here and what does not. */
  description: Bilingual,
  /** Labelled messages that teach the local classifier. Synthetic, written for this project. */
  examples: z.strictObject({ zh: z.array(z.string().min(2)).min(8), en: z.array(z.string().min(2)).min(3) }),
  /** Who works on it first: the grid itself, the compound's property company, or only a department. */
  handler: z.enum(['grid', 'property', 'department']),
  /** Departments to whistle, as codes of the responsibility list 责任清单, the likeliest first. */
  departments: z.array(z.string().regex(ID)),
  /** Overrides of the parent's clocks. */
  clocks: Clocks.partial().optional(),
  /** The lowest urgency that a ticket of this category can have. */
  urgency: z.enum(URGENCIES).default('normal'),
  /** The resident's words name no place, and none is needed: consultations, policy questions. */
  placeless: z.boolean().default(false),
  /** A complaint about staff: confidential and assigned to the desk, independent of `handler`. */
  conduct: z.boolean().optional(),
  /** A `fixed` resolution needs a photo. Set it only where a photo is evidence. */
  photo: z.boolean().default(false),
  /** For problems that tend to come back: time after the closing when the resident is asked whether it has. */
  follow_up: Duration.optional(),
  /** Safety advice until help arrives. It is sent at once, before any other reply. */
  advice: Bilingual.optional(),
  official: z.enum(OFFICIAL_CLASSES),
})
type CategoryLeaf = z.infer<typeof CategoryLeaf>

const CategoryGroup = z.strictObject({
  id: z.string().regex(ID),
  name: Bilingual,
  clocks: Clocks,
  children: z.array(CategoryLeaf).min(2).max(8),
})

export const CategoryFile = z.strictObject({ categories: z.array(CategoryGroup).min(1) })

/** A leaf with everything that it inherits. */
export interface Category extends Omit<CategoryLeaf, 'clocks'> {
  group: string
  groupName: Bilingual
  clocks: Clocks
}

export type CategoryTree = ReadonlyMap<string, Category>

/**
 * Flattens the parsed file to leaves by full id (`facilities.lighting`).
 * @throws ZodError when the file has the wrong shape, Error on a duplicate id.
 */
export function categoryTree(file: unknown): CategoryTree {
  const tree = new Map<string, Category>()
  for (const group of CategoryFile.parse(file).categories) {
    for (const leaf of group.children) {
      const id = `${group.id}.${leaf.id}`
      if (tree.has(id)) throw new Error(`categories.yaml: ${id} is there twice`)
      tree.set(id, {
        ...leaf,
        id,
        group: group.id,
        groupName: group.name,
        clocks: { ...group.clocks, ...leaf.clocks },
      })
    }
  }
  return tree
}

/** The category of a message that fits no other; every tree has it. */
export const OTHER_CATEGORY = 'other.unclear'

export interface LabelledText {
  text: string
  label: string
  /** How much this example counts; 1 when left out. */
  weight?: number
}
