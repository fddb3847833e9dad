/**
 * Before a start: builds when dist/ is missing or older than what it is made of, so that `git pull && npm start` runs
 * what was pulled. Plain JavaScript, because it runs at every start and must cost nothing.
 */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const stamp = path.join(root, 'dist', '.built')
const SOURCES = [
  'src',
  'workers',
  'prisma',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'vite.config.ts',
]

function newest(at) {
  const stat = fs.statSync(at)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(
    0,
    ...fs
      .readdirSync(at)
      .filter(name => name !== 'generated' && !name.endsWith('.test.ts'))
      .map(name => newest(path.join(at, name))),
  )
}

if (process.argv.includes('--done')) fs.writeFileSync(stamp, '')
else {
  const built = fs.existsSync(stamp) ? fs.statSync(stamp).mtimeMs : 0
  if (Math.max(...SOURCES.map(name => newest(path.join(root, name)))) > built) {
    console.log('正在构建… / building …')
    try {
      execFileSync('npm', ['run', '--silent', 'build'], {
        cwd: root,
        stdio: 'inherit',
        shell: process.platform === 'win32',
      })
    } catch {
      console.error('The build failed; the lines above say why. After `npm install` it is: npm run build')
      process.exit(1)
    }
  }
}
