/** A progress bar on one line of a terminal. */

export interface Progress {
  show(done: number, of: number): void
  /** Clears the line for the following output. */
  end(): void
}

const CELLS = 30
const PAUSE_MS = 100

export function progressBar(write: (text: string) => void, now = () => performance.now()): Progress {
  const since = now()
  let drawn = -Infinity
  return {
    show(done, of) {
      const at = now()
      if (done < of && at - drawn < PAUSE_MS) return
      drawn = at
      const full = Math.round((CELLS * done) / Math.max(1, of))
      const left = done > 0 ? Math.ceil(((at - since) / done) * (of - done)) / 1000 : 0
      write(
        `\r\u001b[K${'█'.repeat(full)}${'░'.repeat(CELLS - full)} ${done}/${of}  ${left.toFixed(0)} s left`,
      )
    },
    end: () => write('\r\u001b[K'),
  }
}

export const noProgress: Progress = { show() {}, end() {} }
