import { expect, test } from 'vitest'
import { LEARNT, UNSEEN } from '../testing/closing-pairs.ts'
import { doubtAbout } from './closing-checks.ts'

test.each([
  '已处理',
  '收到',
  '好了。',
  '已处理完毕，居民表示满意！',
  '情况已核实，问题已解决',
  '已按要求及时处理，请知悉',
  '现场已查看，诉求已办结，感谢理解',
  'Done.',
  'The issue has been resolved.',
  'ok 👌',
])('"%s" fits every ticket: it says nothing of this one', note => {
  expect(doubtAbout(note, 'fixed', false)).toBe('empty')
})

test('a note that says what was done is not called empty, however short', () => {
  const short = ['换了灯泡', '已疏通', '已联系物业清运', '现场已清理', 'bulb replaced', '已退费120元']
  const notes = [...short, ...[...LEARNT, ...UNSEEN].map(({ note }) => note)]
  expect(notes.filter(note => doubtAbout(note, 'fixed', false) === 'empty')).toEqual([])
})

test('no note at all is a choice of the button, and doubted for the picture alone', () => {
  expect(doubtAbout('', 'fixed', true)).toBe('no_photo')
  expect(doubtAbout('  ', 'answered', false)).toBeNull()
})
