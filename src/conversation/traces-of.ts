/** What others may have written down of a resident: what they are called, what they told us, where they live. */
import { parseAddress } from '../domain/place-text.ts'
import { numbersIn, type Traces } from '../domain/traces.ts'
import type { OrgSnapshot } from '../routing/directory.ts'
import { SURNAMES } from '../domain/personal-names.ts'
import type { Queryable } from '../tickets/store.ts'

/** "我叫铁柱", "姓名：赵铁柱" name somebody by any word; "我是赵铁柱" only behind a surname: "我是业主" is no name. */
const INTRODUCED = [
  /(?:我叫|我的?名字[是叫]?|姓名|联系人|名片|本人)\s*[:：是叫]?\s*(\p{Script=Han}{1,8}[·•]\p{Script=Han}{1,8}|\p{Script=Han}{2,4}?)(?=[^\p{Script=Han}]|住|在|电话|手机|$)/gu,
  new RegExp(
    `(?:我是|我姓名?|这里是)\\s*(${SURNAMES}\\p{Script=Han}{1,2}?)(?=[^\\p{Script=Han}]|住|在|电话|手机|$)`,
    'gu',
  ),
  /\b(?:[Mm]y name is|I am|I'm|[Tt]his is|[Cc]all me|[Cc]ontact:)\s+([A-Z][\w'-]{1,30}(?: [A-Z][\w'-]{1,30}){0,2})/gu,
]

export const namesIn = (words: string): string[] =>
  INTRODUCED.flatMap(pattern => [...words.matchAll(pattern)].flatMap(([, name]) => name ?? []))

/** @returns from their names on every channel and from all that they said in private. */
export async function tracesOf(db: Queryable, org: OrgSnapshot, residentId: string): Promise<Traces> {
  const { rows: called } = await db.query<{ name: string }>(
    `SELECT name FROM resident WHERE id = $1 AND name IS NOT NULL
     UNION SELECT name FROM identity WHERE resident_id = $1 AND name IS NOT NULL`,
    [residentId],
  )
  const { rows: said } = await db.query<{ text: string }>(
    `SELECT m.text FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id
     WHERE c.resident_id = $1 AND c.kind = 'private' AND m.text <> ''
     UNION ALL SELECT text FROM ticket WHERE resident_id = $1
     UNION ALL SELECT place_text FROM ticket WHERE resident_id = $1 AND place_text IS NOT NULL
     UNION ALL SELECT home_building FROM resident WHERE id = $1 AND home_building IS NOT NULL`,
    [residentId],
  )
  const words = said.map(({ text }) => text)
  const unique = <T>(all: T[]) => [...new Set(all)]
  return {
    names: unique([...called.map(({ name }) => name), ...words.flatMap(namesIn)]),
    numbers: unique(words.flatMap(numbersIn)),
    flats: words.map(parseAddress).filter(({ unit, room }) => unit !== null || room !== null),
    except: new Set(org.members.map(({ name }) => name)),
  }
}
