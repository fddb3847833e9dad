/** Streams are bounded in number, and in fair shares. */
import { expect, it } from 'vitest'
import { createOpenStreams } from './open-streams.ts'

function opening() {
  const streams = createOpenStreams({ session: 3, address: 5 })
  const ended: string[] = []
  const open = (session: string, name: string, address = 'one') =>
    streams.open({ session, address }, () => ended.push(name))
  return { open, ended }
}

it('ends the oldest stream of a session that opens too many', () => {
  const { open, ended } = opening()
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) open('a', name)
  expect(ended).toEqual(['a1', 'a2'])
})

it('ends the oldest of the greediest session when an address is full, and of no other address', () => {
  const { open, ended } = opening()
  open('elsewhere', 'x1', 'two')
  for (const name of ['b1', 'a1', 'a2', 'a3', 'b2', 'c1', 'c2']) open(name.charAt(0), name)
  expect(ended).toEqual(['a1', 'b1'])
})

it('gives back the share of a stream that left, once', () => {
  const { open, ended } = opening()
  const leave = open('a', 'a1')
  open('a', 'a2')
  leave()
  leave()
  for (const name of ['a3', 'a4']) open('a', name)
  expect(ended).toEqual([])
  open('a', 'a5')
  expect(ended).toEqual(['a2'])
})

it('counts on when the only stream of an address gave way to the next', () => {
  const streams = createOpenStreams({ session: 1, address: 1 })
  const ended: number[] = []
  for (const n of [1, 2, 3, 4]) streams.open({ session: 's', address: 'x' }, () => ended.push(n))
  expect(ended).toEqual([1, 2, 3])
})
