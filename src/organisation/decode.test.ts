/** Files as spreadsheets save them, and damaged ones. The bytes were made with iconv-lite. */
import { expect, test } from 'vitest'
import { decode, Undecodable } from './decode.ts'

const TEXT = '编号,名称\r\ng1,第1网格㟔\r\n'
test.each([
  ['UTF-8', Buffer.from(TEXT), null],
  ['UTF-8 with its mark', Buffer.from(`\uFEFF${TEXT}`), null],
  ['UTF-16, "Unicode text"', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), null],
  ['UTF-16, the other way round', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16(), null],
  // The last character has four bytes and is missing from GBK.
  ['GB18030', Buffer.from('b1e0bac52cc3fbb3c60d0a67312cb5da31cdf8b8f18230d2340d0a', 'hex'), 'gb18030'],
])('%s', (_, bytes, assumed) => {
  expect(decode(bytes)).toEqual({ text: TEXT, assumed })
})

const NAMES: readonly (readonly [text: string, gb18030: string, big5: string | null])[] = [
  ['王秀英、李强', 'cdf5d0e3d3a2a1a2c0eec7bf', 'a4fda871ad5ea142a7f5b16a'],
  ['张伟、刘洋、陈静', 'd5c5ceb0a1a2c1f5d1f3a1a2b3c2beb2', 'b169b0b6a142bc42ac76a142b3afc052'],
  ['状元府1号楼', 'd7b4d4aab8ae31bac5c2a5', 'aaaca4b8a9b231b8b9bcd3'],
  ['锦绣花园', 'bdf5d0e5bba8d4b0', 'c041c2b8aae1b6e9'],
  ['第4网格', 'b5da34cdf8b8f1', 'b2c434baf4aee6'],
  ['安居物业', 'b0b2bed3ceefd2b5', 'a677a97eaaabb77e'],
  ['水务局、住建部门', 'cbaecef1bed6a1a2d7a1bda8b2bfc3c5', 'a4f4b0c8a7bda142a6edabd8b3a1aaf9'],
  ['赵敏、黄磊、周杰', 'd5d4c3f4a1a2bbc6c0daa1a2d6dcbddc', 'bbafb1d3a142b6c0bd55a142a950b3c7'],
  ['郑爽、谢霆、韩雪', 'd6a3cbaca1a2d0bbf6aaa1a2baabd1a9', 'be47b26ea142c1c2be5ea142c1fab3b7'],
  ['工人新村', 'b9a4c8cbd0c2b4e5', null],
]
test.each(NAMES)('GB18030 and Big5 are told apart by a few names: %s', (text, gb18030, big5) => {
  const head = Buffer.from('code,name\nw1,')
  const bytes = (hex: string) => Buffer.concat([head, Buffer.from(hex, 'hex'), Buffer.from('\n')])
  expect(decode(bytes(gb18030))).toEqual({ text: `code,name\nw1,${text}\n`, assumed: 'gb18030' })
  if (big5) expect(decode(bytes(big5)).assumed).toBe('big5')
})

const mistakeIn = (bytes: Buffer) => {
  try {
    return decode(bytes)
  } catch (error) {
    return error instanceof Undecodable ? { line: error.line, ...error.text } : error
  }
}

test.each([1, 2])(
  'UTF-8 that is cut after %i bytes of its last character is no GBK: refused with its line',
  left => {
    for (const text of ['code,name\nw1,王秀英', `编号,姓名\n${'w1,王秀英\n'.repeat(300)}w2,李强`]) {
      const bytes = Buffer.from(text)
      expect(mistakeIn(bytes.subarray(0, bytes.length - 3 + left))).toMatchObject({
        line: text.split('\n').length,
        en: expect.stringMatching(/cut or broken \(utf-8\).*CSV UTF-8/),
      })
    }
  },
)

test('a row of another encoding in the midst of UTF-8 is named', () => {
  const rows = Buffer.from('编号,姓名\nw1,王秀英\nw2,李强\n')
  const bytes = Buffer.concat([
    rows,
    Buffer.from('w3,', 'latin1'),
    Buffer.from('d5c5ceb0', 'hex'),
    Buffer.from('\n'),
    rows,
  ])
  expect(mistakeIn(bytes)).toMatchObject({ line: 4 })
})

test.each([
  ['an Excel workbook', Buffer.from('504b03040000', 'hex')],
  ['UTF-16 without a mark', Buffer.from(TEXT, 'utf16le')],
  ['Western European', Buffer.from('name\ncaf\xe9 Jos\xe9\n', 'latin1')],
  ['half a character alone', Buffer.from('code,name\nw1,李').subarray(0, -1)],
  ['noise', Buffer.from('ff81fe80c3ff', 'hex')],
])('%s is refused with what to do', (_, bytes) => {
  expect(mistakeIn(bytes)).toMatchObject({ line: null, en: expect.stringContaining('CSV UTF-8') })
})
