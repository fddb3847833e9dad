import { defineConfig } from 'vitest/config'

const folders = ['src', 'workers', 'prompts', 'test', 'prisma', 'scripts']

export default defineConfig({
  test: {
    include: folders.map(folder => `${folder}/**/*.test.ts`),
    // One PostgreSQL for the run; a database of its own for each file.
    globalSetup: ['src/testing/global-setup.ts'],
    // A process per file: a test that kills, leaks or sets the environment does so alone.
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    teardownTimeout: 20_000,
  },
})
