/** `npm run prompts`: list, diff, exam, publish, rollback, export, log. Each returns false when it was refused. */
import { InputError } from '../exam/labelled-file.ts'
import { noProgress, progressBar } from '../exam/progress-bar.ts'
import { saveResult } from '../exam/prompt-exam.ts'
import { textReport } from '../exam/text-report.ts'
import { textTable } from '../exam/text-table.ts'
import { auditEntries } from './audit.ts'
import { cut } from '../notify/render/truncate.ts'
import type { Values } from './cli-options.ts'
import { type Desk, FOLDER, filesNamed, idNamed, minute, signed } from './cli-context.ts'
import { changesBetween, type FileChange } from './diff.ts'
import { holdExamNow } from './exam-job.ts'
import { type HeldExam, mustBeReadable, planExams, requiredFor } from './examine.ts'
import { writeVersion } from './export.ts'
import { missingExams, publish, rollBack, rollbackTarget } from './publish.ts'
import { PromptFileError } from '../prompt-files/prompt-files.ts'
import { type ListedVersion, listVersions, LIVE, liveVersion, PromptRefused } from './versions.ts'

export async function list(desk: Desk): Promise<boolean> {
  const versions = await listVersions(desk.pool)
  const folder = await filesNamed(desk, FOLDER)
  if (desk.json) desk.output.out(JSON.stringify({ folder: folder.id, versions }))
  else if (versions.length === 0)
    desk.output.out('还没有版本，先启动一次：npm start / no version yet: start Linli once')
  else {
    const rows = versions.map(one => [
      one.id,
      stateOf(one, folder.id),
      minute(one.createdAt),
      one.author,
      one.exams.map(({ decider, state }) => `${decider} ${state}`).join(', '),
      one.note,
    ])
    desk.output.out(
      textTable(
        [['版本 version', '', '时间 time', '作者 author', '考卷 exams', '说明 note'], ...rows],
        'words',
      ),
    )
    for (const { id, live, unreadable } of versions)
      if (live && unreadable)
        desk.output.out(
          `\n${id} 有进程读不了，它们仍用原来的版本 / a process cannot read it and goes on with what it had:\n${unreadable}`,
        )
    if (!versions.some(one => one.id === folder.id))
      desk.output.out(
        `\nprompts/ 里的 ${folder.id} 还没有存过：npm run prompts -- exam / not kept yet: sit its exam`,
      )
  }
  return true
}

function stateOf({ id, live, publishedAt, unreadable }: ListedVersion, folder: string): string {
  const state = live
    ? unreadable
      ? '✗ 上线了但读不了 published, but not readable'
      : '● 上线 live'
    : publishedAt
      ? '○ 上线过 was live'
      : '· 草稿 draft'
  return id === folder ? `${state}, prompts/` : state
}

export async function diff(desk: Desk, [from = LIVE, to]: readonly string[]): Promise<boolean> {
  // A single name is compared with the live version, to show what publishing it would change.
  const [a, b] = to === undefined && from !== LIVE ? [LIVE, from] : [from, to ?? FOLDER]
  const [before, after] = [await filesNamed(desk, a), await filesNamed(desk, b)]
  const changes = changesBetween(before.files, after.files)
  const mistakes = await desk.exam.mistakesIn(after.files)
  if (desk.json) desk.output.out(JSON.stringify({ from: before.id, to: after.id, changes, mistakes }))
  else if (changes.length === 0)
    desk.output.out(`${before.id} 与 ${after.id} 一样 / ${before.id} and ${after.id} are the same`)
  else desk.output.out([`${before.id} → ${after.id}`, ...changes.map(readable)].join('\n'))
  if (mistakes.length > 0) throw new PromptFileError(mistakes.join('\n'))
  return true
}

/** Characters of a line; a guide's paragraph fits. */
const LONGEST = 2_000

/** For the terminal: cuts very long lines, which would bury all others. */
const readable = ({ patch }: FileChange): string =>
  patch
    .trimEnd()
    .split('\n')
    .map(line =>
      line.length > LONGEST
        ? `${cut(line, LONGEST)}（共 ${line.length} 字，全文用 --json / of ${line.length} characters; all of them: --json）`
        : line,
    )
    .join('\n')

export async function exam(desk: Desk, [name = FOLDER]: readonly string[]): Promise<boolean> {
  const held = await hold(desk, await idNamed(desk, name))
  return held.every(({ state }) => state === 'passed')
}

/** @throws PromptFileError when an exam could not be held. */
async function hold(desk: Desk, versionId: string): Promise<HeldExam[]> {
  const held: HeldExam[] = []
  for (const id of await planExams(desk.exam, versionId, signed(desk))) {
    const progress = desk.output.draw ? progressBar(desk.output.draw) : noProgress
    held.push(await holdExamNow(desk.exam, id, progress.show).finally(progress.end))
  }
  if (desk.json) desk.output.out(JSON.stringify(held))
  else for (const one of held) desk.output.out(reportOf(desk, one))
  return held
}

function reportOf(desk: Desk, { result, error }: HeldExam): string {
  if (!result) return `考不了 / could not be held:\n${error}`
  const saved = saveResult(result, desk.exam.dataDir)
  return `${textReport(result)}\n\n${saved.html}\n${saved.json}\n`
}

export async function publishCommand(desk: Desk, [name = FOLDER]: readonly string[]): Promise<boolean> {
  const versionId = await idNamed(desk, name)
  const live = await liveVersion(desk.pool)
  if (live === versionId) throw new PromptRefused(`${versionId}: 已经在用了 / is live already`)
  const required = await requiredFor(desk.exam, versionId)
  const missing = await missingExams(desk.pool, versionId, live, required)
  if (missing.length > 0) {
    const held = await hold({ ...desk, json: false }, versionId)
    if (held.some(({ state }) => state !== 'passed'))
      throw new PromptRefused(`${versionId}: 没有考过，没有上线 / has not passed, and is not published`)
  }
  await publish(desk.pool, versionId, required, signed(desk))
  desk.output.out(`${versionId} 已上线 / is live   (${live ?? '-'} → ${versionId})`)
  desk.output.out('退回 / to take it back: npm run prompts -- rollback')
  return true
}

export async function rollbackCommand(desk: Desk, [name]: readonly string[]): Promise<boolean> {
  const live = await liveVersion(desk.pool)
  // An empty name is an error, not the previous version: it may come from an unset variable of a script.
  const named = name === undefined ? null : await idNamed(desk, name)
  const target = await rollbackTarget(desk.pool, named, live)
  await mustBeReadable(desk.exam, target)
  const now = await rollBack(desk.pool, target, signed(desk))
  desk.output.out(`已退回 / rolled back: ${live ?? '-'} → ${now}`)
  return true
}

export async function exportTo(desk: Desk, [name]: readonly string[], { to }: Values): Promise<boolean> {
  if (name === undefined || !to)
    throw new InputError('export <version> --to <folder>，如 / such as: export live --to prompts')
  const { id, files } = await filesNamed(desk, name)
  const { written, removed, kept } = await writeVersion(desk.pool, files, to, signed(desk))
  desk.output.out(`${id} → ${to}: ${written.length} 个文件 / files`)
  for (const file of removed) desk.output.out(`  去掉 / removed: ${file}`)
  if (kept) desk.output.out(`  原来的存为草稿 / what was there is kept as the draft ${kept}`)
  return true
}

export async function log(desk: Desk): Promise<boolean> {
  const entries = await auditEntries(desk.pool)
  const rows = entries.map(({ at, actor, action, subject, data }) => [
    minute(at),
    actor,
    action,
    subject,
    JSON.stringify(data),
  ])
  desk.output.out(desk.json ? JSON.stringify(entries) : textTable(rows, 'words') || '-')
  return true
}
