/** Attachments in DATA_DIR/attachments: the default, without configuration. */
import { randomUUID } from 'node:crypto'
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { type AttachmentStore, pathOf, sha256Of } from './store.ts'

export function storeOnDisk(dir: string): AttachmentStore {
  const fileOf = (sha256: string) => path.join(dir, ...pathOf(sha256).split('/'))
  return {
    async put(bytes) {
      const sha256 = sha256Of(bytes)
      const file = fileOf(sha256)
      if (await exists(file)) return sha256
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
      // Renamed only when complete: after a crash no row names the incomplete file.
      const unfinished = `${file}.${randomUUID()}`
      try {
        const handle = await open(unfinished, 'wx', 0o600)
        try {
          await handle.writeFile(bytes)
          // Flushed before the row is committed, so that a power cut cannot leave a row without its file.
          await handle.sync()
        } finally {
          await handle.close()
        }
        await rename(unfinished, file)
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
      return sha256
    },
    get: sha256 =>
      readFile(fileOf(sha256)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      }),
    delete: sha256 => rm(fileOf(sha256), { force: true }),
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )
