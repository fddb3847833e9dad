/** The changes between two versions as a unified diff per file. Pure. */
import { formatPatch, type StructuredPatch, structuredPatch } from 'diff'
import type { PromptFiles } from '../prompt-files/prompt-files.ts'

export interface FileChange {
  name: string
  kind: 'added' | 'removed' | 'changed'
  /** Unified diff with three lines of context. */
  patch: string
}

/**
 * Maximum of added and removed lines. The search for a minimal diff takes quadratic time and blocks the event loop: ten
 * thousand lines take half a minute. A file with more edits is shown as replaced completely.
 */
const MOST_EDITS = { ofFile: 1_500, ofAll: 6_000 }

export function changesBetween(before: PromptFiles, after: PromptFiles): FileChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  let left = MOST_EDITS.ofAll
  return names.flatMap(name => {
    const [old, now] = [before[name], after[name]]
    if (plain(old) === plain(now)) return []
    const most = Math.min(left, MOST_EDITS.ofFile)
    const found = compared(name, plain(old), plain(now), most)
    left -= found ? editsIn(found) : most
    const kind = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed'
    const patch = formatPatch(found ?? replaced(name, plain(old), plain(now)))
    return [{ name, kind, patch: patch.replace(/^=+\n/u, '') }]
  })
}

const compared = (name: string, old: string, now: string, maxEditLength: number) =>
  structuredPatch(`a/${name}`, `b/${name}`, old, now, '', '', { context: 3, maxEditLength })

const editsIn = ({ hunks }: StructuredPatch): number =>
  hunks.flatMap(({ lines }) => lines).filter(line => /^[+-]/u.test(line)).length

/** Removes all old lines and adds all new ones. Diffs to and from an empty file are fast. */
function replaced(name: string, old: string, now: string): StructuredPatch {
  const names = [`a/${name}`, `b/${name}`] as const
  const gone = structuredPatch(...names, old, '')
  const [removed, added] = [gone, structuredPatch(...names, '', now)].map(({ hunks: [hunk] }) => hunk)
  const hunk = {
    oldStart: 1,
    oldLines: removed?.oldLines ?? 0,
    newStart: 1,
    newLines: added?.newLines ?? 0,
    lines: [...(removed?.lines ?? []), ...(added?.lines ?? [])],
  }
  return { ...gone, hunks: [hunk] }
}

/** Windows line ends are no change. */
const plain = (text = '') => text.replaceAll('\r\n', '\n')
