/** Every verb is taught by a help, and what a help teaches is understood. */
import { describe, expect, it } from 'vitest'
import type { Command } from '../domain/command/command.ts'
import { LANGUAGES } from '../domain/message.ts'
import { groupCommand, residentCommand, TYPED_VERBS } from '../domain/command/parse-text.ts'
import { readPromptFiles } from '../prompt-files/prompt-files.ts'
import { loadReplies } from '../prompt-files/replies.ts'

const replies = loadReplies(readPromptFiles('prompts'))

/** Taught elsewhere, or not by words. */
const NOT_IN_HELP: Partial<Record<Command['verb'], string>> = {
  start: 'Telegram sends it',
  help: 'they are reading it; a group is told, for it may scroll away',
  useful: 'a button below a guide',
  rate: 'asked for with stars, when there is something to rate',
  join: 'a code comes with the words to send',
  bind: 'likewise',
  link: 'likewise',
  privacy: 'the notice itself says it',
}
const taught = (all: ReadonlySet<Command['verb']>) => [...all].filter(verb => !(verb in NOT_IN_HELP)).sort()

/** The commands in a help, by the language's own marks. @throws for words that parse-text.ts does not read. */
const named = (words: string[], read: (text: string) => Command | null) =>
  words.map(text => {
    const command = read(text)
    if (!command) throw new Error(`"${text}" is taught and not understood`)
    return command
  })

describe.each(LANGUAGES)('in %s', language => {
  it('the help of a resident names every word that orders something', () => {
    const quoted = [...replies.say(language, 'help', {}).matchAll(/“([^”]+)”/gu)].map(
      ([, words = '']) => words,
    )
    const verbs = named(quoted, residentCommand).map(({ verb }) => verb)
    expect([...new Set(verbs)].sort()).toEqual(taught(TYPED_VERBS.resident))
  })

  it('the help of a group names every verb, each with what it needs', () => {
    const [, ...lines] = replies.say(language, 'group_help', { buttons: true }).split('\n')
    const orders = lines.slice(0, -1).flatMap(line => line.split(/[|｜]/u).map(words => words.trim()))
    // Of words that stand together the last one has the number.
    const read = (words: string) => groupCommand(words) ?? groupCommand(`${words} 0231`)
    const commands = named(orders, read)
    // Taught once, though there are figures of a day, a week and a month.
    expect(new Set(commands.map(command => JSON.stringify(command))).size).toBe(commands.length)
    const verbs = [...new Set(commands.map(({ verb }) => verb))]
    expect(verbs.filter(verb => verb !== 'help').sort()).toEqual(taught(TYPED_VERBS.group))
    expect(verbs).toContain('help')
  })
})
