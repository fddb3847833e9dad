/**
 * A puppet is somebody else's program in our process. Some throw where nobody can catch it, and some, wechat4u among
 * them, catch whatever anybody throws and carry on, which would hide our own crashes. So: what comes out of a puppet
 * costs the session, nothing else; everything else ends the process, as it does without WeChat.
 */
const EVENT = 'uncaughtException'

/** Rejections that nobody handles arrive here as well: Node raises them. */
export function contain(onPuppet: (error: unknown) => void): () => void {
  const judge = (error: unknown) => {
    if (isOfPuppet(error)) return onPuppet(error)
    console.error(error)
    process.exit(1)
  }
  process.on(EVENT, judge)
  return () => void process.off(EVENT, judge)
}

/** Its own frames in the stack: a package whose name begins with wechat, or one that they bring along. */
export const isOfPuppet = (error: unknown): boolean =>
  error instanceof Error &&
  /node_modules[\\/](?:@[^\\/]+[\\/])?(?:wechat|padlocal|file-box|memory-card|state-switch|gerror)/.test(
    error.stack ?? '',
  )

/** What is loaded may not decide what happens to everybody's errors. */
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
