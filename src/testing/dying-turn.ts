/** A process that takes a conversation's turn and never comes to an end: it says so as soon as it has the words, and hangs. */
import { takeTurn } from '../conversation/process-conversation.ts'
import { createContext } from '../context.ts'
import { fixedPrompts } from '../prompts/live.ts'
import { createHandQueue } from './hand-queue.ts'
import { shippedPrompts } from './shipped-prompts.ts'

const [databaseUrl = '', conversationId = ''] = process.argv.slice(2)
const context = await createContext({
  databaseUrl,
  config: { redisUrl: undefined, settleMs: 0, logLevel: 'silent', model: undefined },
  prompts: fixedPrompts(await shippedPrompts()),
  queues: createHandQueue(async () => {}),
})
await takeTurn(
  {
    ...context.turn,
    triage: {
      async understand({ texts }) {
        process.stdout.write(`reading ${texts.join()}\n`)
        for (;;);
      },
    },
  },
  conversationId,
)
