/** The login code, for a terminal and for a page. */
export interface QrCode {
  /** Two lines of modules in each line of text. */
  terminal(text: string): string
  svg(text: string): string
}

/** Loaded only where WeChat is: see wechaty.ts. */
export async function loadQrCode(): Promise<QrCode> {
  const name: string = 'uqr'
  const uqr = (await import(name)) as {
    renderUnicodeCompact(text: string): string
    renderSVG(text: string): string
  }
  return { terminal: uqr.renderUnicodeCompact, svg: uqr.renderSVG }
}
