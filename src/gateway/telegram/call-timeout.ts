import type { Api } from 'grammy'

/** grammY's types know only the AbortSignal of a package that is older than Node's own. */
export type CallLimit = NonNullable<Parameters<Api['getMe']>[0]>

/** Timeout of a call to Telegram, including one whose response stops half-way. */
export const callLimit = (ms: number): CallLimit => AbortSignal.timeout(ms) as unknown as CallLimit
