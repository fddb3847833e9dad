/** Files as spreadsheets save them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvMistake, decode, parseCsv, printCsv } from './csv.ts'

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

const TEXT = '编号,名称\r\ng1,第1网格㟔\r\n'
test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with its mark', Buffer.from(`\uFEFF${TEXT}`)],
  ['UTF-16, "Unicode text"', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
  // The last character is one of the four-byte ones that GBK does not have.
  ['GB18030', Buffer.from('b1e0bac52cc3fbb3c60d0a67312cb5da31cdf8b8f18230d2340d0a', 'hex')],
])('%s', (_, bytes) => {
  const text = decode(bytes)
  expect(text).toBe(TEXT)
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
