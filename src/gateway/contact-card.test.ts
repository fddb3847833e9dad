import { expect, test } from 'vitest'
import { contactInWords } from './contact-card.ts'

test('a card is a name and its numbers, in the language of its sender', () => {
  const card = { name: ' 王某 ', phones: ['13800000000', ''] }
  expect(contactInWords(card)).toEqual({ kind: 'text', text: '名片：王某 13800000000', contact: true })
  expect(contactInWords(card, 'en')?.text).toBe('Contact: 王某 13800000000')
  expect(contactInWords({ name: '', phones: [' '] })).toBeNull()
})
