/** Triage by a model: builds the request for a turn and validates the answer. */
import type { TriagePrompt } from '../../prompt-files/load-prompt.ts'
import { answerSchema, validateAnswer } from './answer.ts'
import { modelRequest } from './request.ts'
import type { ModelCallFacts, ModelTriage } from './types.ts'
import { createModelServer, type ModelServer, type ModelServerOptions } from './openai.ts'

interface TriageByModel {
  prompt: TriagePrompt
  /** Overrides the prompt's model. */
  model?: string | undefined
  /** Called after every call to the model, and awaited. Must not throw. */
  onCall?: (call: ModelCallFacts) => void | Promise<void>
}

export type ModelTriageOptions = ModelServerOptions & TriageByModel

/** Creates its own server client. */
export const createModelTriage = (options: ModelTriageOptions): ModelTriage =>
  triageByModel(createModelServer(options), options)

export function triageByModel(server: ModelServer, { prompt, model, onCall }: TriageByModel): ModelTriage {
  const { tree, version } = prompt
  const ask = server.asker({ name: 'triage', schema: answerSchema(tree), version, onCall })
  return {
    async understand(input) {
      const request = modelRequest(input, prompt, model ?? prompt.model)
      const asked = await ask(request, answer => validateAnswer(answer, input, tree))
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
