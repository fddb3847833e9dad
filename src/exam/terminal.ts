/** An operator's terminal: everything that a command line prints goes through here. */
import type { Output } from './cli-output.ts'

interface Stream {
  isTTY?: boolean
  write(text: string): unknown
}

/** Line ends and tabs are ours. What turns text around can make one line look like another. */
const STEERS = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu

/**
 * Residents' words, files and names may hold what a terminal obeys: it would be cleared, retitled, or show what is not
 * there. Written as JSON writes it, so that it is seen, and JSON stays what it was.
 */
export const harmless = (text: string): string =>
  text.replace(STEERS, each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** @param streams of the process, unless a test looks at them. */
export function terminal({ stdout, stderr }: { stdout: Stream; stderr: Stream } = process): Output {
  return {
    out: text => stdout.write(`${harmless(text)}\n`),
    err: text => stderr.write(`${harmless(text)}\n`),
    // The bar is ours and needs its own orders.
    ...(stderr.isTTY && { draw: (text: string) => stderr.write(text) }),
  }
}
