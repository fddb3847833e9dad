/** The result of an exam as one self-contained page, without scripts or requests, so that it is safe to share. */
import type { Comparison, FlipKind } from './compare.ts'
import type { ExamResult } from './exam-result.ts'
import { html, type Html } from './html.ts'
import { CHECKS, type CheckKind } from './mark-case.ts'
import type { CaseMark } from './mark.ts'
import type { ClassMarks } from './metrics.ts'
import { REPORT_STYLE } from './report-style.ts'

export function htmlReport(result: ExamResult): string {
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>考卷 Exam ${result.version} · ${result.decider}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<h1>分诊考卷 ${both('', 'Triage exam')}</h1>
<p>提示词 ${both('', 'prompt')} <code>${result.version}</code> · ${result.decider} · ${result.at}</p>
${verdict(result)}
${figures(result)}
${result.comparison ? comparison(result.comparison) : ''}
<h2>${both('逐项', 'By check')}</h2>
${table(
  [both('检查', 'check'), both('对', 'right'), both('共', 'of'), '%'],
  CHECKS.map(kind => [CHECK_NAMES[kind], ...tally(result.checks[kind])]),
)}
<h2>${both('逐卷', 'By exam')}</h2>
${table(
  [both('考卷', 'exam'), both('对', 'right'), both('共', 'of'), '%'],
  result.exams.map(one => [one.exam, ...tally(one)]),
)}
<h2>${both('意图', 'Intents')}</h2>${classes(result.intents.classes)}
<h2>${both('类别', 'Categories')}</h2>
${classes(result.categories.classes.toSorted((a, b) => a.f1 - b.f1))}
<h2>${both('常见混淆', 'Confusions')}</h2>${confusions(result)}
<h2>${both('把握与实际', 'Calibration')}</h2>
${table(
  [
    both('把握', 'confidence'),
    both('件', 'items'),
    both('平均把握', 'mean confidence'),
    both('实际正确', 'right'),
  ],
  result.categories.reliability
    .filter(bin => bin.count > 0)
    .map(bin => [
      `${bin.from.toFixed(1)}–${bin.to.toFixed(1)}`,
      bin.count,
      share(bin.meanConfidence),
      share(bin.accuracy),
    ]),
)}
<h2>${both('答错的题', 'Wrong cases')}</h2>
${result.cases.filter(one => !one.right).map(wrongCase)}
</body></html>
`.toString()
}

const CHECK_NAMES = {
  intent: both('意图', 'intent'),
  items: both('件数', 'number of items'),
  category: both('类别', 'category'),
  urgency: both('缓急', 'urgency'),
  place: both('地点', 'place'),
  guide: both('办事指南', 'guide'),
  about: both('所指工单', 'ticket meant'),
  emergency: both('险情', 'emergency'),
} satisfies Record<CheckKind, Html>

const FLIP_NAMES = {
  broke: both('由对变错', 'right → wrong'),
  mended: both('由错变对', 'wrong → right'),
  changed: both('答案变了', 'changed'),
} satisfies Record<FlipKind, Html>

/** A function declaration because it is hoisted: the tables above use it while the module loads. */
function both(zh: string, en: string): Html {
  return html`${zh} <span class="en" lang="en">${en}</span>`
}

const share = (one: number) => one.toFixed(3)
const tally = ({ right, of }: { right: number; of: number }) => [
  right,
  of,
  of ? ((100 * right) / of).toFixed(1) : '–',
]

type Cell = string | number | Html
const table = (head: readonly Cell[], rows: readonly (readonly Cell[])[]) =>
  html`<div class="wide"><table><tr>${head.map(cell => html`<th>${cell}</th>`)}</tr>
${rows.map(row => html`<tr>${row.map(cell => html`<td>${cell}</td>`)}</tr>\n`)}</table></div>`

function verdict({ objections }: ExamResult): Html {
  if (objections.length === 0) return html`<div class="verdict good"><p>通过 ${both('', 'Passed')}</p></div>`
  return html`<div class="verdict bad"><p>不通过 ${both('', 'Refused')}</p>
${objections.map(one => html`<p>${both(one.zh, one.en)}</p>`)}</div>`
}

function figures(result: ExamResult): Html {
  const { right, categories, intents, emergencies, milliseconds, tokens, cost } = result
  const all: [Cell, Html][] = [
    [`${right.right} / ${right.of}`, both('全对的题', 'cases all right')],
    [share(intents.macroF1), both('意图 macro F1', 'intents')],
    [share(categories.macroF1), both('类别 macro F1', 'categories')],
    [
      `${emergencies.expected - emergencies.missed.length} / ${emergencies.expected}`,
      both('听出的险情', 'emergencies heard'),
    ],
    [emergencies.falseAlarms.length, both('误报', 'false alarms')],
    [`${milliseconds.p50.toFixed(1)} / ${milliseconds.p95.toFixed(1)} ms`, both('用时 p50 / p95', 'a case')],
    [`${tokens.input} + ${tokens.output}`, both('词元 入 + 出', 'tokens in + out')],
    ...(cost === null ? [] : [[cost.toFixed(4), both('费用', 'cost')] as [Cell, Html]]),
  ]
  return html`<ul class="figures">${all.map(([value, name]) => html`<li><b>${value}</b>${name}</li>`)}</ul>`
}

function comparison({ compared, notComparable, before, now, flips, categories }: Comparison): Html {
  return html`<h2>${both('与基线相比', 'Against the baseline')}</h2>
<p>${before} → ${now} / ${compared}；${both(`${notComparable} 题无法比较`, 'not comparable')}</p>
${flips.map(
  flip => html`<details><summary>${FLIP_NAMES[flip.kind]} · ${flip.id} · <q>${flip.texts.join(' ⏎ ')}</q></summary>
<p>${flip.before}<br>→ ${flip.now}</p></details>`,
)}
${table(
  [both('类别', 'category'), both('此前', 'before'), both('现在', 'now')],
  categories.map(one => [one.category, share(one.before), share(one.now)]),
)}`
}

const classes = (all: readonly ClassMarks[]) =>
  table(
    [both('名称', 'name'), both('件', 'support'), both('精确', 'precision'), both('召回', 'recall'), 'F1'],
    all
      .filter(one => one.support > 0)
      .map(one => [one.label, one.support, share(one.precision), share(one.recall), share(one.f1)]),
  )

const MOST_CONFUSIONS = 40

/** Lists only the non-empty cells, the most frequent first: the matrix has a hundred rows and columns. */
function confusions({ categories: { confusion } }: ExamResult): Html {
  const mistaken = confusion.counts.flatMap((row, expected) =>
    row.flatMap((count, predicted) =>
      count > 0 && expected !== predicted
        ? [[confusion.labels[expected] ?? '', confusion.labels[predicted] ?? '', count] as const]
        : [],
    ),
  )
  return table(
    [both('应为', 'expected'), both('答成', 'answered'), both('次', 'times')],
    mistaken.toSorted((a, b) => b[2] - a[2]).slice(0, MOST_CONFUSIONS),
  )
}

const wrongCase = ({ id, texts, checks, decidedBy }: CaseMark) =>
  html`<details><summary>${id} · <q>${texts.join(' ⏎ ')}</q></summary>
<ul>${checks
    .filter(check => !check.right)
    .map(
      ({ kind, expected, got }) =>
        html`<li>${CHECK_NAMES[kind]}：<span class="good">${expected}</span> → <span class="bad">${got}</span></li>`,
    )}</ul>
<small>${decidedBy}</small></details>\n`
