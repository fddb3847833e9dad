/** `npm run org`: brings the organisation and the tickets together, which know nothing of each other. */
import { handOnWithImport } from '../src/workflow/reassign-after-import.ts'
import { terminal } from '../src/exam/terminal.ts'
import { HERE, run } from '../src/organisation/cli.ts'

process.exitCode = await run(process.argv.slice(2), terminal(), {
  ...HERE,
  handOn: handOnWithImport(HERE.prompts),
})
