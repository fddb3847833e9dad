/**
 * The page that shows the login code to the holder of the account's phone. Scanning it with another phone
 * makes that account the bot, so the page's address is secret: it is generated at each start and printed on
 * the terminal.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import type { QrCode } from './qr-code.ts'
import type { Status } from './session.ts'

export interface LoginPage {
  app: Hono
  /** The secret path. */
  path: string
}

export function createLoginPage(status: () => Status, qr: Pick<QrCode, 'svg'>): LoginPage {
  const key = randomBytes(18).toString('base64url')
  const app = new Hono()
  app.get('/wechat/login/:key', (c, next) => {
    const given = Buffer.from(c.req.param('key'))
    if (given.length !== key.length || !timingSafeEqual(given, Buffer.from(key))) return next()
    c.header('Cache-Control', 'no-store')
    return c.html(pageOf(status(), qr))
  })
  return { app, path: `/wechat/login/${key}` }
}

const WORDS: Record<Status['state'], string> = {
  starting: '正在启动微信… / WeChat is starting …',
  offline: '已退出登录，正在取新的二维码… / Logged out, a new code is on its way …',
  scan: '请用机器人账号的手机微信扫码 / Scan with WeChat on the bot’s own telephone',
  confirm: '已扫码，请在手机上点“登录” / Scanned: confirm on the telephone',
  online: '已登录 / Logged in',
}

/** Without a script: the page refreshes itself. */
const pageOf = (status: Status, qr: Pick<QrCode, 'svg'>): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="3"><meta name="robots" content="noindex"><title>邻里 · 微信登录 / WeChat login</title></head>
<body><main align="center"><h1>邻里 Linli</h1><p role="status">${WORDS[status.state]}</p>${
  status.state === 'scan'
    ? `<img alt="登录二维码 / login code" width="320" height="320" src="data:image/svg+xml;base64,${Buffer.from(qr.svg(status.qrcode)).toString('base64')}">`
    : ''
}</main></body></html>`
