/**
 * `npm run db:generate`: writes the Prisma client to src/db/generated from prisma/schema.prisma.
 *
 * `prisma generate` would do the same, but its CLI first wants an engine from Prisma's own download host,
 * which many networks do not reach. The generator itself is plain JavaScript, so it runs in this process
 * instead.
 */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

// The ESM build of the generator imports names that the CommonJS internals do not export: require both.
const require = createRequire(import.meta.url)
const { PrismaClientTsGenerator } =
  require('@prisma/client-generator-ts') as typeof import('@prisma/client-generator-ts')
const { getGenerators, loadSchemaContext } =
  require('@prisma/internals') as typeof import('@prisma/internals')

const schemaPath = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url))

const generators = await getGenerators({
  schemaContext: await loadSchemaContext({ schemaPath: { cliProvidedPath: schemaPath } }),
  registry: { 'prisma-client': { type: 'in-process', generator: new PrismaClientTsGenerator() } },
  skipDownload: true,
  cliCommand: 'generate',
})

for (const generator of generators) {
  await generator.generate()
  generator.stop()
}
console.log('Prisma client written to src/db/generated')
