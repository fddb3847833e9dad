/** What others may have written down of a resident: what they are called, what they told us, where they live. */
import { parseAddress } from '../../domain/address/address.ts'
import { inSimplified } from '../../domain/text/normalize.ts'
import { numbersIn, type Traces } from '../../domain/privacy/traces.ts'
import type { OrgSnapshot } from '../../routing/directory.ts'
import { SURNAMES } from '../../domain/privacy/personal-names.ts'
import type { Queryable } from '../../tickets/store.ts'

/** "我叫铁柱", "姓名：赵铁柱" name a person by any word; "我是赵铁柱" only behind a surname: "我是业主" is no name. */
const INTRODUCED = [
  /(?:[我俺咱]叫|名字|姓名|署名|签名|落款|联系人|聯絡人|联络人|名片|[本鄙]人)[\s:：=,，"“「]{0,3}[是叫]?[\s:："“「]{0,2}(\p{Script=Han}{1,8}[·•]\p{Script=Han}{1,8}|\p{Script=Han}{2,4}?)(?=[^\p{Script=Han}]|住|在|电话|手机|$)/gu,
  new RegExp(
    `(?:[妈爸公婆人夫妻子女儿亲爷奶]叫|[我俺咱]就?是|我系|我姓名?|这里是|居民|业主|住户|租客)[\\s:：]*(${SURNAMES}\\p{Script=Han}{1,2}?)(?=[^\\p{Script=Han}]|住|在|电话|手机|$)`,
    'gu',
  ),
  /\b(?:[Mm]y name is|I am|I['’]m|[Tt]his is|[Cc]all me|[Cc]ontact:)\s+([A-Z][\w'-]{1,30}(?: [A-Z][\w'-]{1,30}){0,2})/gu,
]

export const namesIn = (words: string): string[] =>
  // Typed in Traditional characters it is the same name, and either may be written down.
  [...new Set([words, inSimplified(words)])].flatMap(said =>
    INTRODUCED.flatMap(pattern => [...said.matchAll(pattern)].flatMap(([, name]) => name ?? [])),
  )

/** "微信 qian_duo88", "抖音号：zs88888", "zhang@example.com": of letters, so no number finds it. */
const ACCOUNT =
  /(?:微\s?信|[薇威徽V]信|微号|wechat|weixin|[vw]\s?x|支付宝|抖音|快手|小红书|微博|钉钉|telegram|whatsapp|line id)(?:号码?|账号|\s?id)?(?:[是为]|[^\p{L}\p{N}\n]){0,4}([a-z][\w.-]{4,29})/giu
const E_MAIL = /([\w.+-]{2,64})@[\w-]{1,63}(?:\.[\w-]{1,63})+/gu

export const accountsIn = (words: string): string[] =>
  [ACCOUNT, E_MAIL].flatMap(pattern =>
    [...words.normalize('NFKC').matchAll(pattern)].flatMap(([whole, account]) => [whole, account ?? whole]),
  )

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
    accounts: unique(words.flatMap(accountsIn)),
    numbers: unique(words.flatMap(numbersIn)),
    flats: words.map(parseAddress).filter(({ unit, room }) => unit !== null || room !== null),
    except: new Set(org.members.map(({ name }) => name)),
  }
}
