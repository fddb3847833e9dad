/** People on the web: the real HTTP interface over a socket, called as the pages call it. */
import type { ApiMessage, HistoryAnswer, SessionAnswer, UploadAnswer } from '../../gateway/web/api-types.ts'
import { createWebChannel } from '../../gateway/web/web-channel.ts'
import { startHttp } from '../../http/server.ts'
import { as, JSON_TYPE } from '../web-caller.ts'
import { silentLog } from '../web-world.ts'
import type { OpenPlatform, Person, Resident } from './person.ts'

/** People of a test do in a second what takes others an hour. */
const QUICK = { burst: 10_000, perSecond: 10_000 }

export const openWeb: OpenPlatform = async ({ context, db }) => {
  const limits = { messages: QUICK, reads: QUICK, uploads: QUICK, sessions: QUICK }
  const channel = createWebChannel({
    db,
    log: silentLog,
    files: context.attachments,
    now: context.now,
    limits,
  })
  const part = { path: '/', app: channel.app, endStreams: channel.endStreams }
  const http = await startHttp({ host: '127.0.0.1', port: 0, parts: [part], ready: () => true })
  let said = 0

  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(new URL(path, http.url), init)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  const json = { method: 'POST', headers: JSON_TYPE }

  async function signIn(prefix: '/api/resident' | '/api/work', form: object) {
    const answer = await call(`${prefix}/session`, { ...json, body: JSON.stringify(form) })
    return onPage(prefix, (await answer.json()) as SessionAnswer)
  }

  function onPage(prefix: string, { token, chats }: SessionAnswer) {
    const path = `${prefix}/chats/${chats[0]?.id}`
    const headers = as(token)
    const post = async (message: object) => {
      const body = JSON.stringify({ id: `said-${++said}`, ...message })
      await call(`${path}/messages`, { ...json, headers: { ...JSON_TYPE, ...headers }, body })
    }
    const upload = async (bytes: Uint8Array) => {
      const answer = await call(`${path}/attachments?name=photo.jpg`, {
        method: 'POST',
        headers,
        body: Buffer.from(bytes),
      })
      return ((await answer.json()) as UploadAnswer).id
    }
    const history = async (): Promise<ApiMessage[]> => {
      const answer = await call(`${path}/messages?limit=200`, { headers })
      return ((await answer.json()) as HistoryAnswer).messages.filter(({ from }) => from === 'linli')
    }
    const photosOf = ({ media = [] }: ApiMessage) =>
      Promise.all(
        media.map(async ({ id }) =>
          Buffer.from(await (await call(`${path}/attachments/${id}`, { headers })).arrayBuffer()),
        ),
      )
    const person: Person = {
      sees: async () =>
        Promise.all(
          (await history()).map(async message => ({
            id: message.id,
            text: message.text,
            offers: (message.buttons ?? []).flat().map(({ label }) => label),
            photos: await photosOf(message),
          })),
        ),
      says: text => post({ text }),
      async presses(label) {
        const buttons = (await history()).toReversed().flatMap(message => (message.buttons ?? []).flat())
        const button = buttons.find(each => each.label === label)
        if (!button) throw new Error(`no button ${label} on the page`)
        await post({ action: button.action })
      },
      shows: async (photo, text) => post({ text, attachment: await upload(photo) }),
      answers: async ({ id }, text, photo) =>
        post({ text, replyTo: id, ...(photo && { attachment: await upload(photo) }) }),
      pins: (latitude, longitude) => post({ location: { latitude, longitude } }),
    }
    return { person, history }
  }

  return {
    channel,
    async resident(_name, language = 'zh-CN') {
      const { person, history } = await signIn('/api/resident', { language })
      let read: string | undefined
      const newest = async () => (await history()).at(-1)?.id ?? ''
      const resident: Resident = {
        ...person,
        async leaves() {
          read = await newest()
        },
        comesBack: async () => (await history()).filter(({ id }) => id > (read ?? '')).length,
      }
      return resident
    },
    // Every work group is on the web already: signing in is all that it takes.
    worker: async (_name, { join }) => (await signIn('/api/work', { code: join })).person,
    // No caller there waits.
    async pass() {},
    close: () => http.stop(),
  }
}
