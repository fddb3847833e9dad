import { expect, test } from 'vitest'
import { contain, isOfPuppet, withoutHandlers } from './isolate-errors.ts'

const from = (file: string) =>
  Object.assign(new TypeError('x'), { stack: `TypeError: x\n    at Wechat.<anonymous> (${file}:365:21)` })

test.each([
  ['/app/node_modules/wechaty-puppet-wechat4u/src/puppet-wechat4u.ts', true],
  ['/app/node_modules/wechat4u/lib/wechat.js', true],
  ['C:\\app\\node_modules\\@juzi\\wechaty-puppet\\x.js', true],
  ['/srv/wechat-deps/src/app.ts', false],
  ['/app/node_modules/pg/lib/client.js', false],
  ['/app/dist/src/gateway/wechat/send.js', false],
])('an error from %s: of a puppet %s', (file, ofPuppet) => expect(isOfPuppet(from(file))).toBe(ofPuppet))

test('catches what a puppet throws, until it is told to stop', () => {
  const before = process.listeners('uncaughtException')
  const errors: unknown[] = []
  const release = contain(error => errors.push(error))
  const [judge] = process.listeners('uncaughtException').filter(each => !before.includes(each))
  const error = from('/app/node_modules/wechat4u/lib/wechat.js')
  judge?.(error, 'uncaughtException')
  expect(errors).toEqual([error])
  release()
  expect(process.listeners('uncaughtException')).toEqual(before)
})

test('handlers that come with what is loaded go', async () => {
  const before = process.listeners('uncaughtException')
  await withoutHandlers(async () => process.on('uncaughtException', () => {}))
  expect(process.listeners('uncaughtException')).toEqual(before)
})
