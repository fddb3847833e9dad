/** HTML templates that escape every value unless it is Html already, so that a resident's text never becomes markup. */

/** A class and not a string, so that no text from a file or a model counts as markup. */
export class Html {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

type Value = string | number | Html | readonly Value[]

export function html(pieces: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(
    pieces.map((piece, i) => piece + (i < values.length ? written(values[i] ?? '') : '')).join(''),
  )
}

function written(value: Value): string {
  if (value instanceof Html) return value.source
  if (typeof value === 'object') return value.map(written).join('')
  return String(value).replace(/[&<>"']/gu, character => ENTITIES[character] ?? '')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
