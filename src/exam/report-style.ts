/** Styles of the report: one column on a phone, scrolling wide tables, light or dark as the reader's device. */
import { raw } from 'hono/html'

export const REPORT_STYLE = raw(`
:root { color-scheme: light dark; --ink: #1c2328; --soft: #5b6870; --paper: #fff; --line: #dde3e7; --tint: #f4f7f8;
  --good: #1a7f4b; --bad: #c0322b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ecef; --soft: #9aa7af; --paper: #14191d; --line: #2c353b;
  --tint: #1b2227; --good: #5cc98f; --bad: #ff8a80; } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif }
h1 { font-size: 1.5rem; margin: .5rem 0 } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem }
.en, small { color: var(--soft); font-size: .85em; font-weight: normal }
.verdict { border-left: .35rem solid; padding: .6rem 1rem; background: var(--tint) } .verdict p { margin: .2rem 0 }
.good { color: var(--good) } .bad { color: var(--bad) }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .6rem; padding: 0 }
.figures li { list-style: none; background: var(--tint); border-radius: .5rem; padding: .6rem .8rem }
.figures b { display: block; font-size: 1.35rem }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap }
th:first-child, td:first-child { text-align: left }
th { font-weight: 600; color: var(--soft) } td.words { text-align: left; white-space: normal; min-width: 14rem }
details { border-bottom: 1px solid var(--line); padding: .45rem 0 } summary { cursor: pointer; overflow-wrap: anywhere }
details ul { margin: .4rem 0 } q { quotes: none }
`)
