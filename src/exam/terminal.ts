/** The operator's terminal: all output of the command line tools goes through it. */
import type { Output } from './cli-output.ts'

interface Stream {
  isTTY?: boolean
  write(text: string): unknown
}

/** All control characters but line ends and tabs. Bidi controls can make one line look like another. */
const STEERS = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu

/**
 * Escapes control characters, because residents' words, files and names may contain terminal sequences that clear,
 * retitle or fake the output. JSON escapes keep them visible, and JSON output stays valid.
 */
export const harmless = (text: string): string =>
  text.replace(STEERS, each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** @param streams those of the process, unless a test replaces them. */
export function terminal({ stdout, stderr }: { stdout: Stream; stderr: Stream } = process): Output {
  return {
    out: text => stdout.write(`${harmless(text)}\n`),
    err: text => stderr.write(`${harmless(text)}\n`),
    // The progress bar is not escaped, because it needs control sequences.
    ...(stderr.isTTY && { draw: (text: string) => stderr.write(text) }),
  }
}
