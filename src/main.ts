/** Starts Linli from the environment, prints in plain words what to open, and stops it on a signal. */
import { existsSync } from 'node:fs'
import { startApp } from './app.ts'
import { ConfigError, readConfig } from './config.ts'
import { PROMPTS } from './context.ts'
import { demoGuide, prepareDemo } from './demo.ts'
import { readPromptFiles, versionOf } from './prompt-files/prompt-files.ts'

/** Exported variables win over .env. */
if (existsSync('.env')) process.loadEnvFile('.env')

/** Aborted by the first signal. */
const stopping = new AbortController()

async function main(): Promise<void> {
  const config = readConfig()
  const since = performance.now()
  const starting = startApp(config, {
    signal: stopping.signal,
    log: message => console.log(`PostgreSQL: ${message}`),
    ...(config.demo && { prepare: prepareDemo }),
  })
  const stop = async (signal: string) => {
    // A second Ctrl-C exits at once.
    if (stopping.signal.aborted) process.exit(130)
    stopping.abort()
    console.log(`\n${signal}: 正在收尾并停止… / finishing what runs, then stopping …`)
    // During a start the current step ends first: a half-started PostgreSQL would outlive this process.
    const app = await starting.catch(() => undefined)
    await app?.stop()
    process.exit(0)
  }
  process.on('SIGINT', () => void stop('Ctrl-C'))
  process.on('SIGTERM', () => void stop('SIGTERM'))

  const app = await starting
  if (stopping.signal.aborted) return
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  if (app.url) console.log(`邻里 Linli 已就绪 / is ready (${seconds} s): ${config.publicUrl ?? app.url}`)
  else console.log(`邻里 Linli 已就绪 / is ready (${seconds} s): ${[...config.roles].join(', ')}`)
  const { version } = app.context.prompts.current()
  if (version !== versionOf(readPromptFiles(PROMPTS)))
    console.log(
      `prompts/ 与上线的版本 ${version} 不同；看差别 / differs from the live version: npm run prompts -- diff`,
    )
  if (config.demo && config.roles.has('gateway'))
    console.log(await demoGuide(app.context, config.publicUrl ?? app.url, config.telegram !== undefined))
}

main().catch((error: Error) => {
  // A signal aborted the start: `stop` exits, and errors on the way are expected.
  if (stopping.signal.aborted) return
  // Errors meant for the operator are printed as a sentence; anything else is a bug and needs its trace.
  const forPeople =
    error instanceof ConfigError ||
    ['StartError', 'HttpStartError', 'EmbeddedPostgresError', 'PromptFileError'].includes(error.name)
  console.error(forPeople ? error.message : error)
  process.exit(1)
})
