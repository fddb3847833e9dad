/** HTML in which every value is escaped unless it is HTML already: what a resident typed never becomes markup. */

/** A class and not a string: nothing that was read from a file or a model can pass for it. */
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
