/** The unfolded menu of a card in a chat. */
import type { Outcome } from '../ticket/ticket-event.ts'
import type { Menu } from './command.ts'

/** Stored in `ticket_card.menu`; null while the card is folded. */
export type CardMenu =
  /** The next reply to the card is the note of this outcome. */
  | { kind: 'note'; outcome: Outcome }
  /** Codes of the departments ticked so far. */
  | { kind: 'whistle'; ticked: string[]; page: number }
  /** `choice` is what was chosen on the way: a group of categories, a community, a department; empty at first. */
  | { kind: Exclude<Menu, 'whistle'>; choice: string; page: number }

/** A menu with buttons of its own. */
export type ButtonMenu = Exclude<CardMenu, { kind: 'note' }>

/** Separates the page from the choice in a button's argument: `g4~2`. */
export const PAGE = '~'

/** @returns null when the argument names no page. */
function pageIn(argument: string): number | null {
  const [, page] = /~(\d{1,3})/.exec(argument) ?? []
  return page === undefined ? null : Number(page)
}

/** @param argument of a `menu` button. */
export function openedBy(menu: Menu, argument: string): ButtonMenu {
  const page = pageIn(argument) ?? 1
  const choice = argument.replaceAll(/,?~\d*/g, '')
  return menu === 'whistle'
    ? { kind: menu, ticked: choice.split(',').filter(Boolean), page }
    : { kind: menu, choice, page }
}

/** Ticks or unticks a department, or turns to a page (`~2`). */
export function ticking(menu: Extract<CardMenu, { kind: 'whistle' }>, unit: string): CardMenu {
  const { ticked } = menu
  if (unit.startsWith(PAGE)) return { ...menu, page: pageIn(unit) ?? 1 }
  return {
    ...menu,
    ticked: ticked.includes(unit) ? ticked.filter(code => code !== unit) : [...ticked, unit],
  }
}
