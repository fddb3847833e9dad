import type { Bilingual } from './category.ts'

/** A person's input cannot be parsed. The message is in both languages and includes the fix. */
export class Unreadable extends Error {
  override name = 'Unreadable'
  readonly text: Bilingual

  constructor(text: Bilingual) {
    super(`${text.zh} / ${text.en}`)
    this.text = text
  }
}
