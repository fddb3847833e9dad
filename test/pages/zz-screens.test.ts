import { afterAll, beforeAll, it } from 'vitest'
import { createStage, PHONE, type Stage } from './browser.ts'

let stage: Stage
beforeAll(async () => {
  stage = await createStage()
})
afterAll(() => stage.close())
const wait = (ms: number) => new Promise(r => setTimeout(r, ms))
const OUT = '/tmp/shots'
const desk = { viewport: { width: 1280, height: 800 }, locale: 'zh-CN' }

it('shoots', async () => {
  const { world } = stage
  const p = await stage.page()
  p.on('console', m => console.log(m.text()))
  p.on('pageerror', e => console.log('ERR', e))
  await p.goto(stage.url)
  await wait(600)
  await p.screenshot({ path: `${OUT}/r-empty.png` })
  await p.emulateMedia({ colorScheme: 'dark' })
  await p.screenshot({ path: `${OUT}/r-empty-dark.png` })
  await p.emulateMedia({ colorScheme: 'light' })
  let n = 0
  world.onHeard = async m => {
    if (m.chat.kind !== 'private') return
    n++
    if (n === 3)
      await world.say(m.chat.externalId, {
        text: '收到，工单 1120-0231：状元府 3号楼楼道灯不亮（公共设施·照明）。\n已交给第4网格 王师傅，今天 18:40 前会有人答复您。',
        buttons: [
          [
            { label: '催一下', action: 'urge:20261120-0231' },
            { label: '补充', action: 'more:20261120-0231' },
            { label: '撤回', action: 'withdraw:20261120-0231' },
          ],
        ],
      })
    if (n === 4) {
      await world.say(m.chat.externalId, { text: '王师傅已接单，正在路上。' })
      await world.say(m.chat.externalId, {
        text: '王师傅说已换好灯泡（照片）。解决了吗？',
        buttons: [
          [
            { label: '解决了', action: 'confirm:20261120-0231' },
            { label: '没解决', action: 'reopen:20261120-0231' },
          ],
        ],
      })
    }
    if (n === 5)
      await world.say(m.chat.externalId, {
        text: '谢谢！请打个分：',
        buttons: [[1, 2, 3, 4, 5].map(s => ({ label: `${s}`, action: `rate:20261120-0231:${s}` }))],
      })
  }
  for (const t of ['楼道灯坏了', '3号楼', '快来修啊天都黑了']) {
    await p.fill('textarea', t)
    await p.keyboard.press('Enter')
    await wait(150)
  }
  await wait(500)
  await p.screenshot({ path: `${OUT}/r-talk1.png` })
  await p.click('text=催一下')
  await wait(700)
  await p.screenshot({ path: `${OUT}/r-talk2.png` })

  await p
    .getByRole('button', { name: '解决了', exact: true })
    .click()
    .catch(() => {})
  await wait(600)
  await p.screenshot({ path: `${OUT}/r-talk3.png` })
  await p.emulateMedia({ colorScheme: 'dark' })
  await p.screenshot({ path: `${OUT}/r-talk3-dark.png` })
  await p.emulateMedia({ colorScheme: 'light' })
  await p.getByRole('button', { name: '大字' }).click()
  await wait(200)
  await p.screenshot({ path: `${OUT}/r-large.png` })
  await p.setViewportSize({ width: 320, height: 568 })
  await wait(200)
  await p.screenshot({ path: `${OUT}/r-320-large.png` })
  await p.setViewportSize({ width: 1280, height: 800 })
  await p.getByRole('button', { name: '大字' }).click()
  await wait(200)
  await p.screenshot({ path: `${OUT}/r-desk.png` })
  await p.setViewportSize({ width: 390, height: 844 })
  await stage.stopServer()
  await wait(300)
  await p.fill('textarea', '电梯也停了')
  await p.keyboard.press('Enter')
  await wait(5200)
  await p.screenshot({ path: `${OUT}/r-offline.png` })
  await stage.startServer()
  const en = await stage.page({ ...PHONE, locale: 'en-US' })
  await en.goto(stage.url)
  await wait(500)
  await en.screenshot({ path: `${OUT}/r-en.png` })

  // work
  const g = world.groups.grid4
  const btn = (x: string) => [
    [
      { label: '接单', action: `accept:${x}` },
      { label: '退单', action: `menu:${x}:return` },
      { label: '吹哨', action: `menu:${x}:whistle` },
      { label: '分类不对', action: `menu:${x}:category` },
    ],
  ]
  const w = await stage.page(desk)
  w.on('console', m => console.log(m.text()))
  w.on('pageerror', e => console.log('ERR', e))
  await w.goto(`${stage.url}/work`)
  await wait(400)
  await w.screenshot({ path: `${OUT}/w-out.png` })
  await w.goto('about:blank')
  await w.goto(`${stage.url}/work#${await world.invite(world.members.wang)}`)
  await wait(600)
  await w.screenshot({ path: `${OUT}/w-empty.png` })
  const c1 = await world.say(g, {
    text: '🟡 0231 · 照明 · 状元府3号楼 · 18:40前答复\n“楼道灯坏了 / 3号楼 / 快来修啊天都黑了”  居民尾号 **27',
    buttons: btn('20261120-0231'),
    card: { key: 'a', open: true, urgent: false },
  })
  await world.say(g, {
    text: '🔴 0232 · 燃气异味 · 状元府5号楼 · 17:10前答复\n“楼道里一股煤气味” 居民尾号 **81\n已提示居民开窗、到室外拨打 119',
    buttons: btn('20261120-0232'),
    card: { key: 'b', open: true, urgent: true },
  })
  await world.say(g, {
    text: '🔵 0229 王师傅已接单 17:58\n下水道堵了 · 幸福里 2号楼',
    buttons: [
      [
        { label: '办结', action: 'menu:20261120-0229:resolve' },
        { label: '备注', action: 'x' },
      ],
    ],
    card: { key: 'c', open: true, urgent: false },
  })
  const c4 = await world.say(g, { text: '✅ 0220 已销号 ★5', card: { key: 'd', open: false, urgent: false } })
  const li = await stage.page(PHONE)
  await li.goto(`${stage.url}/work#${await world.invite(world.members.li)}`)
  await wait(700)
  await li.screenshot({ path: `${OUT}/w-phone.png` })
  await li.getByRole('button', { name: '群聊' }).click()
  await li.fill('.talk-side textarea', '我在状元府，先去看燃气')
  await li.keyboard.press('Enter')
  await wait(300)
  await world.say(g, {
    text: '@王师傅 工单 0231 还有 30 分钟到期。',
    buttons: [[{ label: '接单', action: 'accept:20261120-0231' }]],
  })
  await wait(300)
  await li.screenshot({ path: `${OUT}/w-phone-chat.png` })
  await w.locator('.card', { hasText: '0231' }).getByRole('button', { name: '接单' }).click()
  await wait(200)
  await w.screenshot({ path: `${OUT}/w-desk-pending.png` })
  await world.say(
    g,
    {
      text: '🔵 0231 王师傅已接单 17:58\n“楼道灯坏了 / 3号楼 / 快来修啊天都黑了”  居民尾号 **27',
      buttons: [
        [
          { label: '办结', action: 'menu:20261120-0231:resolve' },
          { label: '退单', action: 'r' },
        ],
      ],
      card: { key: 'a', open: true, urgent: false },
    },
    c1,
  )
  await wait(300)
  await w.locator('.card', { hasText: '0231' }).getByRole('button', { name: '回复这张卡片' }).click()
  await w.keyboard.type('灯泡换好了')
  await wait(100)
  await w.screenshot({ path: `${OUT}/w-desk-reply.png` })
  await w.keyboard.press('Enter')
  await wait(500)
  await w.locator('summary').click()
  await wait(300)
  await w.screenshot({ path: `${OUT}/w-desk.png` })
  await w.emulateMedia({ colorScheme: 'dark' })
  await w.screenshot({ path: `${OUT}/w-desk-dark.png` })
  await li.emulateMedia({ colorScheme: 'dark' })
  await li.getByRole('button', { name: '工单' }).first().click()
  await wait(200)
  await li.screenshot({ path: `${OUT}/w-phone-dark.png` })
  await li.goto('about:blank')
  await world.db.prisma.member.update({ where: { id: world.members.li }, data: { role: 'duty_officer' } })
  await li.goto(`${stage.url}/work`)
  await wait(1500)
  await li.emulateMedia({ colorScheme: 'light' })
  await li.getByRole('button', { name: '大字' }).click()
  await wait(500)
  await li.screenshot({ path: `${OUT}/w-tabs-large.png` })
}, 60_000)
