/** The result of a data exam as tables that a person reads in a terminal. */
import type { DataExamResult } from './data-exam.ts'

export function dataReport(result: DataExamResult): string {
  const { labels, counts } = result.confusion
  return [
    `${result.count} messages answered, ${result.trainingMessages} to learn from`,
    [
      `macro F1 ${fixed(result.macroF1, 4)}`,
      `accuracy ${fixed(result.accuracy, 4)}`,
      `ECE ${fixed(result.ece, 4)}`,
      `training ${fixed(result.trainingSeconds, 1)} s in all`,
      `${fixed(result.millisecondsPerMessage, 2)} ms a message`,
    ].join('   '),
    '',
    table([
      ['label', 'messages', 'precision', 'recall', 'F1'],
      ...result.classes.map(({ label, support, precision, recall, f1 }) => [
        label,
        String(support),
        ...[precision, recall, f1].map(share => fixed(share, 3)),
      ]),
    ]),
    '',
    'Confusion (row: expected, column: predicted, numbered like the rows)',
    table([
      ['', ...labels.map((_, number) => String(number + 1))],
      ...labels.map((label, row) => [`${row + 1} ${label}`, ...(counts[row] ?? []).map(String)]),
    ]),
    '',
    'Reliability (of the answers with this confidence, how many were right)',
    table([
      ['confidence', 'messages', 'mean', 'right'],
      ...result.reliability.map(bin => [
        `${fixed(bin.from, 1)}-${fixed(bin.to, 1)}`,
        String(bin.count),
        bin.count ? fixed(bin.meanConfidence, 3) : '-',
        bin.count ? fixed(bin.accuracy, 3) : '-',
      ]),
    ]),
  ].join('\n')
}

const fixed = (number: number, digits: number) => number.toFixed(digits)

/** First column to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => width(row[column] ?? ''))))
  return rows
    .map(row =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0, column === 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function pad(cell: string, to: number, left: boolean): string {
  const blanks = ' '.repeat(Math.max(0, to - width(cell)))
  return left ? cell + blanks : blanks + cell
}

/** Chinese characters take two places in a terminal. */
const width = (text: string) =>
  [...text].reduce((sum, c) => sum + (/[\u2E80-\u9FFF\uF900-\uFF60]/.test(c) ? 2 : 1), 0)
