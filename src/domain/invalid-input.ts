import type { Bilingual } from './category.ts'

/** What somebody wrote cannot be read. The message says so in both languages, the fix included. */
export class Unreadable extends Error {
  override name = 'Unreadable'
  readonly text: Bilingual

  constructor(text: Bilingual) {
    super(`${text.zh} / ${text.en}`)
    this.text = text
  }
}
