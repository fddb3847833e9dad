import { configDefaults, defineConfig } from 'vitest/config'
import { findChromium, NO_CHROMIUM } from './src/testing/chromium.ts'

const folders = ['src', 'workers', 'prompts', 'test', 'prisma', 'scripts']

// On a machine with only Node everything else is still worth running; where it must be complete (CI), they fail.
const withoutPages = !findChromium() && !process.env.CI
if (withoutPages) console.warn(`left out test/pages: ${NO_CHROMIUM}`)

export default defineConfig({
  test: {
    include: folders.map(folder => `${folder}/**/*.test.ts`),
    exclude: [...configDefaults.exclude, ...(withoutPages ? ['test/pages/**'] : [])],
    // One PostgreSQL for the run; a database of its own for each file.
    globalSetup: ['src/testing/global-setup.ts'],
    setupFiles: ['src/testing/setup.ts'],
    // A process per file: a test that kills, leaks or sets the environment does so alone.
    pool: 'forks',
    // Only for what hangs: a busy machine is slow, and nothing here measures time.
    testTimeout: 60_000,
    hookTimeout: 90_000,
    teardownTimeout: 20_000,
  },
})
