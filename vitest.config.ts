import os from 'node:os'
import { defineConfig } from 'vitest/config'
import { findChromium, NO_CHROMIUM } from './src/testing/chromium.ts'
import { testProjects } from './src/testing/test-projects.ts'

const { unit, db, apart, pages } = testProjects()

// On a machine with only Node everything else is still worth running; where it must be complete (CI), they fail.
const withoutPages = !findChromium() && !process.env.CI
if (withoutPages) console.warn(`left out test/pages: ${NO_CHROMIUM}`)

const common = {
  setupFiles: ['src/testing/setup.ts'],
  // Only for what hangs: a busy machine is slow, and no test measures time.
  testTimeout: 60_000,
  hookTimeout: 90_000,
  teardownTimeout: 20_000,
}
// One PostgreSQL for the run; a database of its own for each file.
const withDatabase = { ...common, pool: 'forks' as const, globalSetup: ['src/testing/global-setup.ts'] }

export default defineConfig({
  test: {
    // Vitest leaves one core idle, which is half of a machine with two.
    maxWorkers: os.availableParallelism(),
    projects: [
      // Files share a process and what it has loaded: that is half of the time of a small file.
      { test: { ...common, name: 'unit', include: unit, pool: 'threads', isolate: false } },
      { test: { ...withDatabase, name: 'db', include: db, isolate: false } },
      // A process per file: a test that kills, leaks or sets the environment does so alone.
      { test: { ...withDatabase, name: 'apart', include: apart } },
      ...(withoutPages
        ? []
        : [
            {
              test: {
                ...withDatabase,
                globalSetup: [...withDatabase.globalSetup, 'test/pages/build-pages.ts'],
                name: 'pages',
                include: pages,
              },
            },
          ]),
    ],
  },
})
