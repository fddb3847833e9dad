/** The checkout: prompts/, prisma/ and dist/web are found from here, whether this runs as source or compiled. */
import fs from 'node:fs'
import path from 'node:path'

function findRoot(from: string): string {
  for (let dir = from; ; dir = path.dirname(dir)) {
    if (fs.existsSync(path.join(dir, 'package.json'))) return dir
    if (dir === path.dirname(dir)) throw new Error(`no package.json above ${from}`)
  }
}

export const ROOT = findRoot(import.meta.dirname)
