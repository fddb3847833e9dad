import type { Api } from 'grammy'

/** grammY's types know only the signals of a package that is older than Node's own. */
export type CallLimit = NonNullable<Parameters<Api['getMe']>[0]>

/** Ends a call to Telegram that takes longer, even one whose answer breaks off in the middle. */
export const callLimit = (ms: number): CallLimit => AbortSignal.timeout(ms) as unknown as CallLimit
