import { existsSync } from 'node:fs'

/** Where a Chromium is, if there is one. @throws Error when CHROMIUM_PATH names none. */
export function findChromium(): string | undefined {
  const own = process.env.CHROMIUM_PATH
  if (own && !existsSync(own)) throw new Error(`CHROMIUM_PATH=${own}: there is no such file`)
  return [
    own,
    // The same engine without what draws a desktop's window: twice as fast.
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find(file => file && existsSync(file))
}

export const NO_CHROMIUM =
  'the page tests need Chromium: apt-get install chromium-headless-shell, or set CHROMIUM_PATH to one'
