/** What changed between two versions, file by file, as a unified diff. Pure. */
import { createTwoFilesPatch } from 'diff'
import type { PromptFiles } from '../triage/prompt-files.ts'

export interface FileChange {
  name: string
  kind: 'added' | 'removed' | 'changed'
  /** Unified diff with three lines of context. */
  patch: string
}

export function changesBetween(before: PromptFiles, after: PromptFiles): FileChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names.flatMap(name => {
    const [old, now] = [before[name], after[name]]
    if (plain(old) === plain(now)) return []
    const kind = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed'
    const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, plain(old), plain(now), '', '', {
      context: 3,
    })
    return [{ name, kind, patch: patch.replace(/^=+\n/u, '') }]
  })
}

/** A checkout on Windows is no change. */
const plain = (text = '') => text.replaceAll('\r\n', '\n')
