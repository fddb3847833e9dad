/** Who is shown a file, once, and who is not. The platform is local; database, queue, store and pictures are real. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { html } from '../attachments/testing/files.ts'
import { DeliveryError, type InboundContent } from '../domain/message.ts'
import { createTown, type Person, type Town } from '../testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
})
afterAll(() => town.close())

const photo = (file: string, text = '', replyTo?: string): InboundContent => ({
  kind: 'attachment',
  what: 'photo',
  file,
  text,
  ...(replyTo && { replyTo }),
})
const mediaOf = (person: Person) => person.sees().filter(({ media }) => media)
const numberIn = (text: string) => /\d{4}-(\d{4})/.exec(text)?.[1] ?? ''

/** A ticket of grid 4 with its card. */
async function reported(name: string, content: InboundContent) {
  const resident = town.resident(name)
  await resident.sends(content)
  const { text } = await resident.hears(/工单/)
  const number = numberIn(text)
  const wang = await town.worker('g4')
  await wang.hears(number)
  await town.settled()
  const card = () =>
    town.channel
      .shows('group:g4')
      .find(({ content: { card: is, text: words } }) => is && words.includes(number))?.externalId ?? ''
  return { resident, wang, number, card }
}

test('a photo with its words goes behind the card, once, and an answer to it is an answer to the ticket', async () => {
  const { resident, wang, number } = await reported('照片一', photo('a.jpg', '状元府3号楼2单元楼道灯坏了'))
  const shown = await wang.hears(new RegExp(`📷 ${number}`))
  expect(shown.media).toMatchObject([{ what: 'photo', mime: 'image/jpeg', width: 40, height: 30 }])
  const texts = wang.sees().map(({ text }) => text)
  expect(texts.findIndex(text => text.includes(number))).toBeLessThan(texts.indexOf(shown.text))
  const { externalId = '' } = town.channel.shows('group:g4').find(({ content }) => content === shown) ?? {}
  await wang.says('马上去看', externalId)
  await resident.hears('马上去看')
  await town.settled()
  expect(mediaOf(wang).filter(({ text }) => text.includes(number))).toHaveLength(1)
  expect(mediaOf(resident)).toEqual([])
})

test('a photo alone waits for its words; then it goes to the group', async () => {
  const resident = town.resident('照片二')
  await resident.sends(photo('b.jpg'))
  await resident.hears('照片收到了')
  await town.settled()
  await resident.says('状元府3号楼1单元下水道堵了')
  const number = numberIn((await resident.hears(/工单/)).text)
  await (await town.worker('g4')).hears(new RegExp(`📷 ${number}`))
})

test("a worker's proof goes to the resident; what they show each other does not come back to them", async () => {
  const { resident, wang, number, card } = await reported('照片三', {
    kind: 'text',
    text: '状元府3号楼3单元楼道灯坏了',
  })
  await wang.presses(/接单/)
  await town.settled()
  await wang.sends(photo('done.jpg', '灯泡换好了', card()))
  const shown = await resident.hears(new RegExp(`📷 \\d{4}-${number}`))
  expect(shown.media).toHaveLength(1)
  await town.settled()
  expect(mediaOf(wang).filter(({ text }) => text.includes(number))).toEqual([])
})

test('a platform that answers late costs nothing but time; the ticket does not wait for it', async () => {
  let tries = 0
  const { fetch } = town.channel
  town.channel.fetch = async (file, most) => {
    if (tries++ === 0) throw new DeliveryError('busy', { retry: true, retryAfterMs: 20 })
    return (await fetch?.(file, most)) ?? new Uint8Array()
  }
  const { wang, number } = await reported('照片四', photo('late.jpg', '状元府4号楼1单元电梯停了'))
  await wang.hears(new RegExp(`📷 ${number}`))
  expect(tries).toBe(2)
  town.channel.fetch = fetch as NonNullable<typeof fetch>
})

test('a page that calls itself a photo is not shown to anybody, and its sender hears why', async () => {
  town.channel.files.set('evil.jpg', html())
  const { resident, wang, number } = await reported('照片五', photo('evil.jpg', '状元府5号楼1单元楼道灯坏了'))
  await resident.hears(/没能收下：只收照片/)
  await town.settled()
  expect(mediaOf(wang).filter(({ text }) => text.includes(number))).toEqual([])
})
