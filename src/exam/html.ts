/** HTML templates that escape every value unless it is a template's own, so that a resident's text never becomes markup. */
import { html as escaping } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

export type Html = HtmlEscapedString
type Value = string | number | Html | readonly Value[]

/** Of values that are there: hono's own also waits for promises. */
export const html = (pieces: TemplateStringsArray, ...values: Value[]): Html =>
  escaping(pieces, ...values) as Html
