/** A folder of a test's own, gone with its process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { storeOnDisk } from '../on-disk.ts'
import type { AttachmentStore } from '../store.ts'

export function temporaryStore(): AttachmentStore {
  const dir = mkdtempSync(path.join(tmpdir(), 'linli-files-'))
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
  return storeOnDisk(dir)
}
