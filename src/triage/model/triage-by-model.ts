/** Triage by a model: what it is told of a turn, and how much of its answer is believed. */
import type { TriagePrompt } from '../../prompt-files/load-prompt.ts'
import { answerSchema, believe } from './answer.ts'
import { modelRequest } from './request.ts'
import type { ModelCallFacts, ModelTriage } from './types.ts'
import { createModelServer, type ModelServer, type ModelServerOptions } from './openai.ts'

interface TriageByModel {
  prompt: TriagePrompt
  /** Instead of the prompt's own. */
  model?: string | undefined
  /** Hears of every call as soon as it is over, and is waited for. Must not throw. */
  onCall?: (call: ModelCallFacts) => void | Promise<void>
}

export type ModelTriageOptions = ModelServerOptions & TriageByModel

/** With a server of its own. */
export const createModelTriage = (options: ModelTriageOptions): ModelTriage =>
  triageByModel(createModelServer(options), options)

export function triageByModel(server: ModelServer, { prompt, model, onCall }: TriageByModel): ModelTriage {
  const { tree, version } = prompt
  const ask = server.asker({ name: 'triage', schema: answerSchema(tree), version, onCall })
  return {
    async understand(input) {
      const request = modelRequest(input, prompt, model ?? prompt.model)
      const asked = await ask(request, answer => believe(answer, input, tree))
      return {
        ...asked.value,
        decidedBy: 'model',
        model: asked.model,
        promptVersion: version,
        ...asked.spent,
        milliseconds: asked.milliseconds,
        fallback: null,
      }
    },
  }
}
