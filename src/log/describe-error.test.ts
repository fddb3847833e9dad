import { expect, test } from 'vitest'
import { createLog } from './log.ts'

const PRIVATE = ['张建国', '13800138000', '状元府3号楼402', '保安打了我']

function written(write: (log: ReturnType<typeof createLog>) => void): string {
  let said = ''
  write(createLog({ level: 'trace', to: { write: line => (said += line) } }))
  return said
}

test('an error in the log keeps its kind, code and place, and nothing of what a person said', () => {
  const row = { detail: `Failing row contains (${PRIVATE.join(', ')}).`, where: PRIVATE[3], table: 'ticket' }
  const ofPostgres = Object.assign(new Error('violates check constraint'), { code: '23514', ...row })
  const ofTelegram = Object.assign(new Error('Call to sendMessage failed'), {
    error_code: 400,
    payload: { chat_id: 13800138000, text: PRIVATE.join() },
  })
  const said = written(log => {
    log.error({ err: ofPostgres }, 'a job failed')
    log.warn({ err: ofTelegram, reason: '我叫张建国，电话13800138000' }, 'undeliverable')
    log.warn({ detail: '联系人：张建国 138 0013 8000' }, 'the model did not answer')
    log.error({ err: new Error('failed', { cause: new Error('我是张建国 幺三八零零幺三八零零零') }) }, 'no')
  })
  for (const words of [...PRIVATE, '幺三八', '138 0013']) expect(said).not.toContain(words)
  expect(said).toContain('23514')
  expect(said).toContain('violates check constraint')
  expect(said).toContain('describe-error.test.ts')
})
