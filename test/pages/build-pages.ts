/** Runs once before all tests of pages: the pages are built, as they are now, into a folder of the run. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'
import { ROOT } from '../../src/lib/root.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the built pages. */
    pagesDir: string
  }
}

export default async function setup(project: TestProject) {
  const dir = mkdtempSync(path.join(tmpdir(), 'linli-web-'))
  // Vitest sets NODE_ENV=test, for which React would build its slow development version.
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  await build({ configFile: path.join(ROOT, 'vite.config.ts'), logLevel: 'error', build: { outDir: dir } })
  process.env.NODE_ENV = before
  project.provide('pagesDir', dir)
  return () => rmSync(dir, { recursive: true })
}
