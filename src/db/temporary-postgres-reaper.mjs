// Waits for the process that started it to end, however it ends, and removes its PostgreSQL: the parent holds
// the other end of standard input. Plain JavaScript, because it has to run without a loader.
import fs from 'node:fs'
import path from 'node:path'

const [dataDir] = process.argv.slice(2)
const pidFile = path.join(dataDir, 'postgres', 'postmaster.pid')

// Ctrl-C in a terminal goes to the whole group; this process has to see the others out.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.stdin.resume().on('close', remove)

async function remove() {
  const pid = Number(read(pidFile)?.split('\n')[0])
  // The data is worth nothing by now: no need to write it out.
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
