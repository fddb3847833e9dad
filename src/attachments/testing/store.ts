/** Folders of tests, removed when their process ends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { storeOnDisk } from '../on-disk.ts'
import type { AttachmentStore } from '../store.ts'

let root: string | undefined

/** @returns a store with a folder of its own. */
export function temporaryStore(): AttachmentStore {
  root ??= untilExit(mkdtempSync(path.join(tmpdir(), 'linli-files-')))
  return storeOnDisk(mkdtempSync(path.join(root, 'store-')))
}

function untilExit(dir: string): string {
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
  return dir
}
