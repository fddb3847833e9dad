// Removes the PostgreSQL of its parent when the parent has ended, even by kill -9: the parent holds the other end of
// standard input. Plain JavaScript, because it runs without a loader.
import fs from 'node:fs'
import path from 'node:path'

const [dataDir] = process.argv.slice(2)
const pidFile = path.join(dataDir, 'postgres', 'postmaster.pid')

// Ctrl-C in a terminal signals the whole process group; this process must outlive the others.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.stdin.resume().on('close', remove)

async function remove() {
  const pid = Number(read(pidFile)?.split('\n')[0])
  // An immediate shutdown: the data need not be flushed.
  if (pid > 0) signal(pid, 'SIGQUIT')
  while (fs.existsSync(pidFile) && pid > 0 && signal(pid, 0)) await new Promise(done => setTimeout(done, 20))
  fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function signal(pid, name) {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
