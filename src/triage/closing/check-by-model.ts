/** Checks a closing note with a model. Only the model's verdict and reason are used, never its words. */
import { z } from 'zod'
import type { ClosureCheck } from '../../domain/closing-note.ts'
import type { ClosurePrompt } from '../../prompt-files/load-prompt.ts'
import { closureRequest } from '../model/request.ts'
import { type ModelCallFacts, ModelUnavailable } from '../model/types.ts'
import type { ModelServer } from '../model/openai.ts'

/** `no_photo` is missing: photos are counted, not judged by the model. */
const WHY = ['off_topic', 'empty', 'promise'] as const

const Answer = z.object({ answers: z.boolean(), why: z.enum(WHY).nullable() })

interface ClosureByModel {
  prompt: ClosurePrompt
  /** Overrides the prompt's model. */
  model?: string | undefined
  /** Called after every call to the model, and awaited. Must not throw. */
  onCall?: (call: ModelCallFacts) => void | Promise<void>
}

/** The returned check throws ModelUnavailable when there is no usable answer, and no other error. */
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
