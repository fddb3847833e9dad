/** What a machine can tell of a page's accessibility: axe, sizes for a finger, and no scrolling sideways. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Frame, Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** WCAG 2.5.5, in CSS pixels. */
const FINGER = 44

interface Found {
  violations: { impact: string; id: string; nodes: { target: string[] }[] }[]
  small: string[]
  sideways: number
}

/** @returns one line for each thing that is wrong. */
export async function audit(page: Page | Frame): Promise<string[]> {
  // A string, because this is code of the browser; the page's policy keeps scripts of tests out, but not the debugger.
  const found = (await page.evaluate(`(async () => {
    ${AXE};
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    const within = root => [...root.querySelectorAll('*')].flatMap(e => [e, ...(e.shadowRoot ? within(e.shadowRoot) : [])])
    const small = within(document)
      .filter(e => e.matches('button, summary, textarea, a') && e.checkVisibility() && !e.closest('.bubble, .card-body'))
      .map(e => [e.getBoundingClientRect(), e.textContent || e.getAttribute('aria-label')])
      .filter(([box]) => box.width < ${FINGER - 0.5} || box.height < ${FINGER - 0.5})
      .map(([box, name]) => name + ' ' + Math.round(box.width) + 'x' + Math.round(box.height))
    return { violations, small, sideways: document.documentElement.scrollWidth - innerWidth }
  })()`)) as Found
  return [
    ...found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    ...found.small.map(line => `too small for a finger: ${line}`),
    ...(found.sideways > 0 ? [`scrolls sideways by ${found.sideways} px`] : []),
  ]
}
