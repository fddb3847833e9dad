/** The embedded PostgreSQL cannot start. The message tells the operator what is wrong and how to fix it. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError'
}

/** The fix that always works. */
export const USE_YOUR_OWN = 'or set DATABASE_URL to a PostgreSQL of your own'

/**
 * Translates a failed file operation or a PostgreSQL program's last output into plain words.
 * @param where the file or directory that it concerns.
 */
export function explain(error: unknown, where: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error
  const { code, message, syscall } = error as NodeJS.ErrnoException
  const words = `${code ?? ''} ${message}`
  if (/ENOSPC|EDQUOT|No space left|quota exceeded|wrote only \d+ of/i.test(words)) {
    return new EmbeddedPostgresError(
      `the disk with ${where} is full: free some space, or choose another DATA_DIR`,
      {
        cause: error,
      },
    )
  }
  if (/EROFS|read-only file system/i.test(words)) {
    return new EmbeddedPostgresError(
      `${where} is on a read-only disk: choose another DATA_DIR, ${USE_YOUR_OWN}`,
      {
        cause: error,
      },
    )
  }
  if (/EACCES|EPERM|Permission denied/i.test(words)) {
    return new EmbeddedPostgresError(
      `${where} may not be read or written by ${whoAmI()}: give it to that user (chown -R), ` +
        `choose another DATA_DIR, ${USE_YOUR_OWN}`,
      { cause: error },
    )
  }
  if (/ENOTDIR|EEXIST/.test(words)) {
    return new EmbeddedPostgresError(
      `${where} is not a directory: choose another DATA_DIR, or move what is there away`,
      { cause: error },
    )
  }
  if (syscall === 'mkdir') {
    return new EmbeddedPostgresError(`${where} cannot be made (${code}): choose another DATA_DIR`, {
      cause: error,
    })
  }
  return new EmbeddedPostgresError(`PostgreSQL in ${where} did not start: ${message.trim()}`, {
    cause: error,
  })
}

function whoAmI(): string {
  const uid = process.getuid?.()
  return uid === undefined ? 'this user' : uid === 0 ? 'root' : `this user (uid ${uid})`
}
