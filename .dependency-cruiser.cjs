/** Who may import whom, each with its reason. `npm run lint` enforces it. */
const TESTS = '(\\.test\\.ts$|^test/|^bench/|^src/testing/|/testing/)'

const oneHome = (library, home, because) => ({
  name: `${library.replace(/\W+/g, '-')}-has-one-home`,
  comment: because,
  severity: 'error',
  from: { pathNot: [home, TESTS] },
  to: { path: `^node_modules/${library}/` },
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'two files that need each other are one file, or three',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-is-pure',
      comment:
        'the rules of the field must be readable, testable and usable without anything else; opencc-js gives tables of characters',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^src/domain/', '^node_modules/(zod|opencc-js)/'] },
    },
    {
      name: 'gateway-hears-and-speaks',
      comment: 'a channel knows nothing of tickets, triage or routing',
      severity: 'error',
      from: { path: '^src/gateway/', pathNot: TESTS },
      to: { path: '^(src/(triage|tickets|routing|notify|workflow|conversation|exam|console)|workers)/' },
    },
    {
      name: 'triage-knows-no-channel',
      comment: 'the same words mean the same, wherever they were typed',
      severity: 'error',
      from: { path: '^src/triage/', pathNot: TESTS },
      to: { path: '^src/(gateway|tickets|routing|notify|inbox|workflow|conversation|queue|db)/' },
    },
    {
      name: 'routing-knows-no-talk',
      comment: 'where a place is does not depend on who asks how',
      severity: 'error',
      from: { path: '^src/routing/', pathNot: TESTS },
      to: { path: '^src/(gateway|triage|notify|inbox|workflow|conversation|queue)/' },
    },
    {
      name: 'tickets-know-no-wording',
      comment: 'the record must not depend on how it is told',
      severity: 'error',
      from: { path: '^src/tickets/', pathNot: TESTS },
      to: { path: '^src/(gateway|triage|routing|notify|inbox|workflow|conversation|queue)/' },
    },
    {
      name: 'prompt-files-are-ground',
      comment:
        'what admins tune is read and checked before anything decides by it; a version can be checked alone',
      severity: 'error',
      from: { path: '^src/prompt-files/', pathNot: TESTS },
      to: { path: '^src/', pathNot: '^src/(prompt-files|domain|lib)/' },
    },
    {
      name: 'inbox-owns-conversations',
      comment: 'the rows of conversations, messages and residents do not depend on what is done about them',
      severity: 'error',
      from: { path: '^src/inbox/', pathNot: TESTS },
      to: { path: '^src/', pathNot: '^src/(inbox|domain|lib|db|attachments)/' },
    },
    {
      name: 'workflow-knows-no-dialogue',
      comment: 'what happens to a ticket is the same whether a resident, a worker or the clock asked for it',
      severity: 'error',
      from: { path: '^src/workflow/', pathNot: TESTS },
      to: { path: '^(src/(gateway|conversation|console)|workers)/' },
    },
    {
      name: 'render-is-pure',
      comment: 'the same values give the same message: no database, no queue, no clock',
      severity: 'error',
      from: { path: '^src/notify/render/', pathNot: TESTS },
      to: { path: '^(src/(db|queue|inbox|workflow|conversation|gateway|attachments)|node_modules/pg)/' },
    },
    {
      name: 'delivery-knows-no-workflow',
      comment: 'what is delivered was decided and committed before',
      severity: 'error',
      from: { path: '^src/notify/delivery/', pathNot: TESTS },
      to: { path: '^src/(workflow|conversation|triage|gateway)/' },
    },
    {
      name: 'console-translates',
      comment:
        "an admin changes what will decide, in src/prompts; tickets, talk and channels are other people's doors",
      severity: 'error',
      from: { path: '^src/console/', pathNot: TESTS },
      to: {
        path: '^(src/(gateway|inbox|workflow|conversation|tickets|routing|notify|queue|db)|workers)/',
        pathNot: '^src/inbox/sessions\\.ts$',
      },
    },
    {
      name: 'nobody-needs-the-console',
      comment: 'it is a door: whatever works behind it must work for the command line and without it',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: ['^src/console/', '^src/app\\.ts$', TESTS] },
      to: { path: '^src/console/' },
    },
    {
      name: 'the-organisation-is-data',
      comment: 'who works where is read from files and written to rows before anybody says anything',
      severity: 'error',
      from: { path: '^src/organisation/', pathNot: TESTS },
      to: { path: '^(src/(gateway|inbox|workflow|conversation|tickets|notify|queue|console|http)|workers)/' },
    },
    {
      name: 'the-door-frame-knows-no-room',
      comment: 'both HTTP doors stand in src/http; what it needed of either, the other would get too',
      severity: 'error',
      from: { path: '^src/http/', pathNot: TESTS },
      to: { path: '^src/', pathNot: '^src/(http|domain|db|lib)/|^src/inbox/sessions\\.ts$' },
    },
    {
      name: 'one-writer-of-tickets',
      comment: 'a state that two files can change is a state that nobody can trust',
      severity: 'error',
      from: { pathNot: ['^src/workflow/transaction\\.ts$', TESTS] },
      to: { path: '^src/tickets/record-event\\.ts$' },
    },
    {
      name: 'only-the-composition-root-imports-processors',
      comment: 'processors call into src; the other way round would be a cycle of layers',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/app\\.ts$', TESTS] },
      to: { path: '^workers/' },
    },
    {
      name: 'testing-stays-in-tests',
      comment: 'a fake in production is a lie',
      severity: 'error',
      from: { pathNot: TESTS },
      to: { path: '^src/testing/|^src/[a-z]+/[a-z]+/testing/' },
    },
    oneHome(
      'grammy',
      '^src/gateway/telegram/',
      'Telegram is a channel; nobody else should notice that it exists',
    ),
    oneHome('openai', '^src/triage/model/openai\\.ts$', 'one place where resident text can leave the house'),
    oneHome('bullmq', '^src/queue/', 'one place that knows which backend carries the jobs'),
    oneHome('ioredis', '^src/queue/', 'one place that knows which backend carries the jobs'),
    oneHome(
      'hono',
      '^src/(gateway/web/|gateway/wechat/login-page\\.ts$|http/|console/|exam/(html|report-style)\\.ts$)',
      'HTTP stays at the doors; its templates that escape also make the report of an exam',
    ),
    ...['wechaty', 'wechaty-puppet', 'wechaty-puppet-mock', 'file-box', 'uqr'].map(library =>
      oneHome(
        library,
        '^src/gateway/wechat/',
        'WeChat is optional: whoever imports it elsewhere makes everybody install it',
      ),
    ),
    oneHome(
      'csv-parse',
      '^src/organisation/csv\\.ts$',
      'one place that knows what spreadsheets do to a file',
    ),
    oneHome('csv-stringify', '^src/organisation/csv\\.ts$', 'whatever a spreadsheet opens must be guarded'),
    oneHome('sharp', '^src/attachments/picture\\.ts$', 'one place that unpacks what strangers sent'),
    oneHome('s3mini', '^src/attachments/s3\\.ts$', 'one place that knows where files lie'),
    oneHome('liquidjs', '^src/prompt-files/', 'one place knows how a template is read and bounded'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // swc cannot read .tsx here: for the pages oxlint holds the same rule (no-restricted-imports).
    exclude: { path: '^(dist|data|src/db/generated)/|\\.tsx$' },
    // TypeScript 7 has no API to parse with; swc reads the same syntax.
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    },
  },
}
