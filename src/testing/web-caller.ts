/** Calls the web channel's interface as a resident, as a member, or without a session. */
import type { ErrorAnswer, HistoryAnswer, SessionAnswer } from '../gateway/web/api-types.ts'
import type { WebWorld } from './web-world.ts'

type Headers = Record<string, string>
export const JSON_TYPE = { 'Content-Type': 'application/json' }
export const as = (token: string) => ({ Authorization: `Bearer ${token}` })
export const codeOf = async (answer: Response) => ((await answer.json()) as ErrorAnswer).error.code

export function createCaller(world: () => WebWorld) {
  const post = async (path: string, body: unknown, headers: Headers = {}) =>
    world().app.request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { ...JSON_TYPE, ...headers },
    })
  const get = async (path: string, headers: Headers = {}) => world().app.request(path, { headers })

  function person(session: SessionAnswer, prefix: string) {
    const auth = as(session.token)
    const chat = session.chats[0]?.id ?? ''
    const path = `${prefix}/chats/${chat}`
    return {
      ...session,
      auth,
      chat,
      path,
      post: (body: object) => post(`${path}/messages`, body, auth),
      messages: async (query = '') =>
        (await (await get(`${path}/messages${query}`, auth)).json()) as HistoryAnswer,
    }
  }

  return {
    post,
    get,
    async resident(language?: 'zh-CN' | 'en') {
      const answer = await post('/api/resident/session', { language })
      return person((await answer.json()) as SessionAnswer, '/api/resident')
    },
    async member(id: string) {
      const answer = await post('/api/work/session', { code: await world().invite(id) })
      return person((await answer.json()) as SessionAnswer, '/api/work')
    },
  }
}
