import { optional } from './wechaty.ts'

/** The login code, for a terminal and for a page. */
export interface QrCode {
  /** Draws two rows of modules per line of text. */
  terminal(text: string): string
  svg(text: string): string
}

/** Loaded only when WeChat is configured. @throws WechatError */
export async function loadQrCode(): Promise<QrCode> {
  const uqr = await optional<{
    renderUnicodeCompact(text: string): string
    renderSVG(text: string): string
  }>('uqr')
  return { terminal: uqr.renderUnicodeCompact, svg: uqr.renderSVG }
}
