/** What a card unfolds: reasons, outcomes, categories, grids, departments to whistle or to rate, whom to hand it to. */
import { type ButtonMenu, PAGE } from '../../domain/command/card-menu.ts'
import { type Command, type Menu, encodeAction } from '../../domain/command/command.ts'
import type { Category } from '../../domain/category.ts'
import { type Button, MOST_BUTTONS } from '../../domain/message.ts'
import type { LabelKey } from '../../domain/notification-rules.ts'
import { tasksAtWork, type Ticket } from '../../domain/ticket/ticket.ts'
import {
  type Guesses,
  OUTCOMES,
  RETURN_REASONS,
  type Task,
  type TicketEvent,
  WHISTLE_GROUNDS,
} from '../../domain/ticket/ticket-event.ts'
import { responsibleUnits } from '../../routing/assign.ts'
import type { OrgGrid, OrgUnit } from '../../routing/directory.ts'
import type { CardFacts } from './card-data.ts'
import { categoryOf, inLanguage, type RenderContext } from './render-context.ts'

/** Departments that are offered first; the others are one press away. */
const LIKELY_UNITS = 6
/** In the list of ticked departments: all of them are shown. */
const ALL_UNITS = '*'

export const rows = (buttons: Button[], width: number): Button[][] =>
  Array.from({ length: Math.ceil(buttons.length / width) }, (_, row) =>
    buttons.slice(row * width, (row + 1) * width),
  )

/** What triage and the map would have said when neither was sure. */
export function guessesOf(events: readonly TicketEvent[]): Guesses {
  for (const event of events.toReversed())
    if (event.kind === 'unrouted' || event.kind === 'returned' || event.kind === 'disputed')
      return event.data.guesses
  return { categories: [], grids: [] }
}

const named = ({ group }: CardFacts, thing: { nameZh: string; nameEn: string }): string =>
  inLanguage({ zh: thing.nameZh, en: thing.nameEn }, group.language)

const as = (label: string, command: Command): Button => ({ label, action: encodeAction(command) })

export const gridButton = (facts: CardFacts, grid: OrgGrid): Button =>
  as(named(facts, grid), { verb: 'assign', number: facts.ticket.number, grid: grid.code })

export const categoryButton = ({ ticket, group }: CardFacts, leaf: Category): Button =>
  as(inLanguage(leaf.name, group.language), {
    verb: 'categorise',
    number: ticket.number,
    category: leaf.id,
  })

/** Departments that came and have no stars yet. */
export const unratedTasks = ({ tasks }: Ticket): Task[] =>
  tasks.filter(({ stars, state }) => stars === null && (state === 'done' || state === 'reported_in'))

type Draw = (rendering: RenderContext, facts: CardFacts, choice: string) => Button[][]

const labelIn = (rendering: RenderContext, { group }: CardFacts, key: LabelKey) =>
  rendering.replies.label(group.language, key)

const DRAW: Record<Exclude<Menu, 'whistle'>, Draw> = {
  return: (rendering, facts) =>
    rows(
      RETURN_REASONS.map(reason =>
        as(labelIn(rendering, facts, `reason_${reason}`), {
          verb: 'return',
          number: facts.ticket.number,
          reason,
          note: '',
        }),
      ),
      2,
    ),
  resolve: (rendering, facts) =>
    rows(
      OUTCOMES.map(outcome =>
        as(labelIn(rendering, facts, `outcome_${outcome}`), {
          verb: 'resolve',
          number: facts.ticket.number,
          outcome,
          note: '',
        }),
      ),
      2,
    ),
  category: categories,
  grid: grids,
  transfer: heirs,
  rate: ratings,
}

/** A menu is drawn in pages, so that no organisation is too large for a card; the likeliest stand on the first. */
export function menuButtons(rendering: RenderContext, facts: CardFacts, menu: ButtonMenu): Button[][] {
  const { number } = facts.ticket
  const drawn =
    menu.kind === 'whistle'
      ? units(rendering, facts, menu.ticked)
      : DRAW[menu.kind](rendering, facts, menu.choice)
  const [many, others] = [drawn.filter(isChoice), drawn.filter(row => !isChoice(row))]
  if (many.flat().length <= A_PAGE) return drawn
  const width = many[0]?.length ?? 1
  const pages = Math.ceil(many.flat().length / A_PAGE)
  const at = Math.min(Math.max(menu.page, 1), pages)
  const turn = (to: number, label: string): Button[] =>
    to < 1 || to > pages
      ? []
      : [
          as(
            label,
            menu.kind === 'whistle'
              ? { verb: 'tick', number, unit: `${PAGE}${to}` }
              : { verb: 'menu', number, menu: menu.kind, argument: `${menu.choice}${PAGE}${to}` },
          ),
        ]
  const here = many.flat().slice((at - 1) * A_PAGE, at * A_PAGE)
  return [
    ...rows(here, width),
    [...turn(at - 1, `◀ ${at - 1}/${pages}`), ...turn(at + 1, `${at + 1}/${pages} ▶`)],
    ...others,
  ]
}

/** What is chosen from, not what is done with it: "whistle" and its ground stay on every page. */
const isChoice = (row: Button[]): boolean => row.every(({ action }) => !action.startsWith('whistle:'))

function categories(rendering: RenderContext, facts: CardFacts, choice: string): Button[][] {
  const leaves = [...rendering.tree.values()]
  if (choice)
    return rows(
      leaves.filter(leaf => leaf.group === choice).map(leaf => categoryButton(facts, leaf)),
      2,
    )
  const { number } = facts.ticket
  const groups = new Map(leaves.map(leaf => [leaf.group, leaf.groupName]))
  return rows(
    [...groups].map(([id, name]) =>
      as(inLanguage(name, facts.group.language), { verb: 'menu', number, menu: 'category', argument: id }),
    ),
    3,
  )
}

/** As many as one page of buttons holds comfortably. */
const A_PAGE = MOST_BUTTONS / 2

/** A district has more grids than a page: first the community, then its grids. */
function grids({ org }: RenderContext, facts: CardFacts, choice: string): Button[][] {
  const { number } = facts.ticket
  // Where it is by now, then what triage and the map would say.
  const guesses = guessesOf(facts.events).grids
  const likelihood = ({ id }: OrgGrid) =>
    Number(id === facts.ticket.gridId) * 2 + Number(guesses.includes(id))
  if (org.grids.length <= A_PAGE)
    return rows(
      org.grids.map(grid => gridButton(facts, grid)),
      3,
    )
  const community = org.communityByCode.get(choice)
  if (community)
    return rows(
      org.grids
        .filter(({ communityId }) => communityId === community.id)
        .toSorted((a, b) => likelihood(b) - likelihood(a))
        .map(grid => gridButton(facts, grid)),
      3,
    )
  // That of the resident's grid, or of this group, comes first.
  const home = org.gridById.get(facts.ticket.gridId ?? '')?.communityId
  const guessed = new Set(guesses.map(id => org.gridById.get(id)?.communityId))
  const likely = ({ id }: { id: string }) => Number(id === home) * 2 + Number(guessed.has(id))
  const ordered = org.communities.toSorted((a, b) => likely(b) - likely(a))
  return rows(
    ordered.map(each => as(named(facts, each), { verb: 'menu', number, menu: 'grid', argument: each.code })),
    3,
  )
}

/** Departments with a tick each; then why they are called. */
function units(rendering: RenderContext, facts: CardFacts, ticked: readonly string[]): Button[][] {
  const { number, category, placeId } = facts.ticket
  const property = rendering.org.propertyOf(placeId)
  const likely = [
    ...responsibleUnits(categoryOf(rendering.tree, category), rendering.org),
    ...(property ? [property] : []),
  ].slice(0, LIKELY_UNITS)
  const departments = rendering.org.units.filter(({ kind }) => kind === 'department')
  const all = ticked.includes(ALL_UNITS)
  const there = new Set(tasksAtWork(facts.ticket).map(({ unitId }) => unitId))
  const shown = [
    ...new Set(all ? [...likely, ...departments] : [...likely, ...chosen(rendering, ticked)]),
  ].filter(({ id }) => !there.has(id) && id !== facts.ticket.unitId)
  const more = all ? [] : [as('…', { verb: 'tick', number, unit: ALL_UNITS })]
  const some = ticked.some(code => code !== ALL_UNITS)
  return [
    ...rows(
      [
        ...shown.map(unit =>
          as(`${ticked.includes(unit.code) ? '☑' : '☐'} ${named(facts, unit)}`, {
            verb: 'tick',
            number,
            unit: unit.code,
          }),
        ),
        ...more,
      ],
      2,
    ),
    ...(some
      ? WHISTLE_GROUNDS.map(ground => [
          // The press that calls them must say that it does.
          as(
            `🟣 ${labelIn(rendering, facts, 'whistle')} · ${labelIn(rendering, facts, `ground_${ground}`)}`,
            {
              verb: 'whistle',
              number,
              units: '',
              ground,
              note: '',
            },
          ),
        ])
      : []),
  ]
}

const chosen = ({ org }: RenderContext, codes: readonly string[]): OrgUnit[] =>
  codes.map(code => org.unitByCode.get(code)).filter(unit => unit !== undefined)

/** Colleagues; the compound's property company, or back from it to the grid. */
function heirs({ org }: RenderContext, facts: CardFacts): Button[][] {
  const { number, gridId, unitId, ownerId, placeId } = facts.ticket
  const colleagues = org.peopleOf(unitId, gridId)
  const property = org.propertyOf(placeId)
  const grid = org.gridById.get(gridId ?? '')
  const hand = (label: string, to: string) => as(label, { verb: 'transfer', number, to, note: '' })
  return rows(
    [
      ...colleagues.filter(({ id }) => id !== ownerId).map(({ name, id }) => hand(name, id)),
      ...(property && property.id !== unitId ? [hand(named(facts, property), property.code)] : []),
      ...(grid && unitId ? [hand(named(facts, grid), grid.code)] : []),
    ],
    2,
  )
}

function ratings({ org }: RenderContext, facts: CardFacts, choice: string): Button[][] {
  const { number } = facts.ticket
  const which = unratedTasks(facts.ticket)
    .map(({ unitId }) => org.unitById.get(unitId))
    .filter(unit => unit !== undefined)
  const [only, another] = which
  const unit = another ? org.unitByCode.get(choice) : only
  if (unit)
    return [
      [1, 2, 3, 4, 5].map(stars =>
        as('★'.repeat(stars), { verb: 'rate_unit', number, unit: unit.code, stars }),
      ),
    ]
  return rows(
    which.map(each => as(named(facts, each), { verb: 'menu', number, menu: 'rate', argument: each.code })),
    2,
  )
}
