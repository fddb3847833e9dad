/** Files as spreadsheets save them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvMistake, parseCsv, printCsv } from './csv.ts'

test('lines are counted as an editor counts them', () => {
  const rows = parseCsv('a,b\r\n\r\n1,"x\r\ny"\r\n,\r\n3\r\n\r\n,,\r\n')
  expect(rows).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 3, cells: ['1', 'x\ny'] },
    { line: 6, cells: ['3'] },
  ])
})

test.each([
  ['a;b\n1,5;2\n', ['1,5', '2']],
  ['a\tb\n1,5\t2\n', ['1,5', '2']],
])('%j: the header says what parts the cells', (text, cells) => {
  expect(parseCsv(text)[1]?.cells).toEqual(cells)
})

test('a quote that is wrong has a line', () => {
  const lineOf = (text: string) => {
    try {
      return parseCsv(text)
    } catch (error) {
      return error instanceof CsvMistake ? error.line : error
    }
  }
  expect(lineOf('a,b\n1,2\n3,"x\n4,5\n6,7\n')).toBe(3)
  expect(lineOf('a,b\n1,2\n3,x"y\n')).toBe(3)
})

test('no cell is a formula to a spreadsheet, and every cell comes back', () => {
  const file = printCsv([['=1+1', '+86 536', '-1', '@SUM(A1)', '＝１', "'=quoted", "it's", 'plain']])
  expect(file.startsWith('\uFEFF')).toBe(true)
  for (const cell of file.slice(1).trim().split(',')) expect(cell).toMatch(/^"?(?![=+\-@＝])/)
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), cells => {
      const said = cells.map(cell => cell.trim().replace(/\r/g, ''))
      const [first] = parseCsv(printCsv([['x', ...said]]).slice(1))
      expect(first?.cells).toEqual(['x', ...said])
    }),
  )
  fc.assert(
    fc.property(fc.stringMatching(/^[='+\-@]{1,4}[a-z]?$/), cell => {
      expect(parseCsv(printCsv([['x', cell]]).slice(1))[0]?.cells).toEqual(['x', cell])
    }),
  )
})

test.each([
  '\t=1+1',
  '\u0000=1+1',
  '\u0001=1+1',
  '\r=1+1',
  ' =1+1',
  '\u00a0@SUM(A1)',
  '\u3000＝１',
  ' ＋86',
  '\u200b-1',
  '\tx',
  '\n+1',
  ' ＠x',
])('a blank, a tab or an invisible character before a formula hides nothing: %j', cell => {
  const written = printCsv([[cell, 'x']]).slice(1)
  expect(written.replace(/^"/, '')).toMatch(/^'/)
  expect(parseCsv(written)[0]?.cells).toEqual([cell.trim(), 'x'])
})
