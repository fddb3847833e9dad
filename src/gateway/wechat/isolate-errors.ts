/**
 * A puppet is third-party code in our process. Some throw where no caller can catch it; some, such as
 * wechat4u, install handlers that catch every uncaught exception, which would hide our own crashes. So an
 * error of a puppet ends the session only; any other uncaught error ends the process, as it does without
 * WeChat.
 */
const EVENT = 'uncaughtException'

/** Unhandled rejections arrive here as well: Node raises them as uncaught exceptions. */
export function contain(onPuppet: (error: unknown) => void): () => void {
  const judge = (error: unknown) => {
    if (isOfPuppet(error)) return onPuppet(error)
    console.error(error)
    process.exit(1)
  }
  process.on(EVENT, judge)
  return () => void process.off(EVENT, judge)
}

/** Whether the stack has frames of a puppet: a package whose name begins with wechat, or one of its dependencies. */
export const isOfPuppet = (error: unknown): boolean =>
  error instanceof Error &&
  /node_modules[\\/](?:@[^\\/]+[\\/])?(?:wechat|padlocal|file-box|memory-card|state-switch|gerror)/.test(
    error.stack ?? '',
  )

/** Removes the process-wide error handlers that a package installs when it is loaded. */
export async function withoutHandlers<T>(load: () => Promise<T>): Promise<T> {
  const before = new Set(process.listeners(EVENT))
  const rejections = new Set(process.listeners('unhandledRejection'))
  try {
    return await load()
  } finally {
    for (const each of process.listeners(EVENT)) if (!before.has(each)) process.off(EVENT, each)
    for (const each of process.listeners('unhandledRejection'))
      if (!rejections.has(each)) process.off('unhandledRejection', each)
  }
}
