/**
 * Telegram's side of a webhook: calls with the registered secret, one update of a chat after the other, and
 * repeats each until it is accepted.
 */
import type { Update } from 'grammy/types'
import { startHttp } from '../../../http/server.ts'
import { webhookPart } from '../../../http/webhook.ts'
import { FakeTelegram } from './fake-telegram.ts'
import { inProcess } from './in-process.ts'
import { WEBHOOK_PATH } from '../webhook.ts'

export async function calledByTelegram(fake = new FakeTelegram()) {
  const it = inProcess({ fake, webhookUrl: 'https://linli.example.cn' })
  const parts = it.channel.webhook ? [webhookPart(it.channel.webhook)] : []
  const http = await startHttp({ host: '127.0.0.1', port: 0, parts, ready: () => true })
  /** @returns the status of the response. */
  async function call(update: object, secret = fake.webhook.secret_token ?? ''): Promise<number> {
    const answer = await fetch(`${http.url}${WEBHOOK_PATH}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Telegram-Bot-Api-Secret-Token': secret },
      body: JSON.stringify(update),
    })
    await answer.arrayBuffer()
    return answer.status
  }
  async function bring(update: Update): Promise<void> {
    while ((await call(update)) !== 200) await new Promise(resolve => setImmediate(resolve))
  }
  return {
    ...it,
    call,
    bring,
    async stop() {
      await it.channel.stop()
      await http.stop()
    },
  }
}
