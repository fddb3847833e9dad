/** The result of a data exam as tables for a terminal. */
import type { DataExamResult } from './data-exam.ts'
import { textTable } from './text-table.ts'

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
    textTable([
      ['label', 'messages', 'precision', 'recall', 'F1'],
      ...result.classes.map(({ label, support, precision, recall, f1 }) => [
        label,
        String(support),
        ...[precision, recall, f1].map(share => fixed(share, 3)),
      ]),
    ]),
    '',
    'Confusion (row: expected, column: predicted, numbered like the rows)',
    textTable([
      ['', ...labels.map((_, number) => String(number + 1))],
      ...labels.map((label, row) => [`${row + 1} ${label}`, ...(counts[row] ?? []).map(String)]),
    ]),
    '',
    'Reliability (of the answers with this confidence, how many were right)',
    textTable([
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
