/** A closing note, judged by a model: it says whether the note answers, and of what it says nothing else is used. */
import { z } from 'zod'
import type { ClosureCheck } from '../../domain/closing-note.ts'
import type { ClosurePrompt } from '../../prompt-files/load-prompt.ts'
import { closureRequest } from '../model/request.ts'
import { type ModelCallFacts, ModelUnavailable } from '../model/types.ts'
import type { ModelServer } from '../model/openai.ts'

/** Whether there is a picture is counted, not judged. */
const WHY = ['off_topic', 'empty', 'promise'] as const

const Answer = z.object({ answers: z.boolean(), why: z.enum(WHY).nullable() })

interface ClosureByModel {
  prompt: ClosurePrompt
  /** Instead of the prompt's own. */
  model?: string | undefined
  /** Hears of every call as soon as it is over, and is waited for. Must not throw. */
  onCall?: (call: ModelCallFacts) => void | Promise<void>
}

/** It throws ModelUnavailable whenever there is no answer that can be used, and nothing else. */
export function closureByModel(server: ModelServer, { prompt, model, onCall }: ClosureByModel): ClosureCheck {
  const ask = server.asker({ name: 'closure_check', schema: Answer, version: prompt.version, onCall })
  return {
    async judge(closing) {
      const { value, spent } = await ask(closureRequest(closing, prompt, model ?? prompt.model), doubtIn)
      return { doubt: value, calls: spent.calls }
    },
  }
}

function doubtIn({ answers, why }: z.infer<typeof Answer>) {
  if (answers !== (why === null))
    throw new ModelUnavailable('contradiction', `${answers ? 'it answers' : 'it does not'}, why: ${why}`)
  return why
}
