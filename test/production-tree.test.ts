/** What runs in production needs no tool of development: a smaller image, and less that can be attacked. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

interface Package {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Package> }

/** As Node finds it: beside the package, or in a folder above. */
function resolved(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const at = `${folder ? `${folder}/` : ''}node_modules/${name}`
    if (packages[at]) return at
    if (folder === '') return undefined
  }
}

/** Everything that `dependencies` and `optionalDependencies` need. */
function productionTree(): Set<string> {
  const tree = new Set<string>()
  const open = ['']
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } =
      packages[from] ?? {}
    const peers = Object.keys(peerDependencies ?? {}).filter(name => !peerDependenciesMeta?.[name]?.optional)
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
      const at = resolved(from, name)
      if (!at || tree.has(at)) continue
      tree.add(at)
      open.push(at)
    }
  }
  return tree
}

it('holds no command line, studio, engine or database of Prisma, and no compiler', () => {
  const names = [...productionTree()].map(at =>
    at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length),
  )
  expect(names.length).toBeGreaterThan(100)
  expect(names).toContain('@prisma/client')
  expect(
    names.filter(name =>
      /^(?:prisma|effect|typescript|typescript-api|vite|vitest|@electric-sql\/.*|@prisma\/(?:config|dev|engines.*|fetch-engine|studio-core))$/.test(
        name,
      ),
    ),
  ).toEqual([])
})

it('is what the image keeps', () => expect(read('Dockerfile')).toContain('npm pkg delete devDependencies'))
