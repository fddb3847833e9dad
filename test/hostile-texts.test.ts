/**
 * Linear time for every text: each function that reads what people type takes no longer than LIMIT_MS of the processor for
 * 100,000 characters of any shape, and no such function is missing from the table.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import * as addressMentions from '../src/domain/address/address-mentions.ts'
import { wordsInCommon } from '../src/domain/ticket/duplicates.ts'
import { formatPlace, NO_ADDRESS, parseAddress } from '../src/domain/address/address.ts'
import * as legible from '../src/domain/text/normalize.ts'
import { wordsKept } from '../src/domain/ticket/ticket.ts'
import { numbersIn } from '../src/domain/privacy/traces.ts'
import * as namedPlaces from '../src/triage/rules/named-places.ts'
import { asRead, spelledLike } from '../src/triage/original-spelling.ts'
import { saysWhatIsWrong, splitByPlace } from '../src/triage/rules/split-places.ts'
import { isCorrection, isPlaceCorrected } from '../src/conversation/resident/other-place.ts'
import { accountsIn, namesIn } from '../src/conversation/privacy/known-traces.ts'
import { storable } from '../src/domain/text/storable-text.ts'
import * as words from '../src/domain/command/parse-text.ts'
import { doubtAbout } from '../src/workflow/closing-checks.ts'
import { refiledBy } from '../src/conversation/resident/recategorise.ts'
import { languageOf } from '../src/inbox/residents.ts'
import { dayIn } from '../src/conversation/group/decisions.ts'
import { findNamed, saidBack } from '../src/conversation/group/find-by-name.ts'
import { contactInWords } from '../src/gateway/contact-card.ts'
import { splitText } from '../src/gateway/split-text.ts'
import { mentionsIn } from '../src/gateway/telegram/mention-entities.ts'
import { chosen, mayChoose } from '../src/gateway/wechat/numbered-buttons.ts'
import { quoteIn } from '../src/gateway/wechat/quote.ts'
import { cut, oneLine, quoted } from '../src/notify/render/truncate.ts'
import { unsaid } from '../src/notify/render/omit-repeated-place.ts'
import type { PromptSet } from '../src/prompts/prompt-set.ts'
import { findGrid } from '../src/routing/find-grid.ts'
import { buildGazetteer } from '../src/routing/gazetteer.ts'
import { nameKey } from '../src/routing/name-index.ts'
import { oneLetterOff, oneSoundOff } from '../src/routing/one-typo.ts'
import { squeeze } from '../src/routing/normalise-name.ts'
import { understand } from '../src/routing/resolve-place.ts'
import { isAPlaceName, namesAPlace } from '../src/routing/unknown-place.ts'
import { hostileTexts } from '../src/testing/hostile-texts.ts'
import { shippedPrompts } from '../src/testing/shipped-prompts.ts'
import { lampTicket, turnOf } from '../src/testing/turn-input.ts'
import { unfinishedOrder } from '../src/domain/command/unfinished-order.ts'
import { corrected } from '../src/triage/rules/correction.ts'
import * as describeItem from '../src/triage/rules/describe-item.ts'
import { inMandarin } from '../src/triage/rules/dialect.ts'
import * as emergency from '../src/triage/emergency/detect.ts'
import { estimateTokens } from '../src/triage/model/estimate-tokens.ts'
import { eachFeature, normalise } from '../src/triage/classifier/features.ts'
import { withoutFillers } from '../src/triage/rules/filler-words.ts'
import { tokensOf } from '../src/prompt-files/guide-search.ts'
import { triageLocally } from '../src/triage/rules/triage-by-rules.ts'
import { mentionedPlace } from '../src/triage/rules/place-mention.ts'
import * as clauses from '../src/triage/rules/clause.ts'
import { namesMasked, redact } from '../src/domain/privacy/redact.ts'
import * as conduct from '../src/domain/privacy/conduct-complaint.ts'
import * as confidential from '../src/domain/ticket/confidentiality.ts'
import { isMadeOf } from '../src/triage/model/grounded-text.ts'
import { saysMoreThanWhere } from '../src/conversation/resident/disambiguate.ts'
import { speaksOf } from '../src/conversation/resident/refers-to-ticket.ts'
import { withoutRoleMarkers } from '../src/triage/rules/role-markers.ts'
import * as smallTalk from '../src/triage/rules/small-talk.ts'
import { isSpam } from '../src/triage/rules/spam.ts'
import * as split from '../src/triage/rules/split-problems.ts'
import { names } from '../src/triage/rules/resolve-ticket.ts'

const CHARACTERS = 100_000
const LIMIT_MS = 200
/** A loaded machine may bill a garbage collection to an innocent text: the best of some tries counts. */
const TRIES = 4

let prompts: PromptSet
beforeAll(async () => {
  prompts = await shippedPrompts()
}, 60_000)

const gazetteer = buildGazetteer({
  grids: [{ id: 'g', code: 'g', nameZh: '第4网格', nameEn: 'Grid 4', area: null }],
  places: ['状元府', '锦绣花园', '三三三', '灯灯灯'].map((nameZh, at) => ({
    id: nameZh,
    code: nameZh,
    nameZh,
    nameEn: ['Zhuangyuan Court', 'aaaaaaa', 'no water', 'Jinxiu'][at] ?? '',
    aliases: ['坏坏坏'],
    gridId: 'g',
    buildingFrom: null,
    buildingTo: null,
  })),
})
const predict = () => ({ label: 'facilities.lighting', confidence: 0.9, ranked: [] })
const buttons = [[{ label: '接单', action: 'a' }]]
const ticket = { summary: '楼道灯坏了', category: 'facilities.lighting', urgency: 'normal' } as never

/** By file and function. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'domain/text/normalize.ts excerpt': text => legible.excerpt(text),
  'domain/text/normalize.ts inSimplified': legible.inSimplified,
  'domain/text/normalize.ts writesTraditional': text => legible.writesTraditional(text, false),
  'domain/text/normalize.ts seen': legible.seen,
  'domain/text/normalize.ts legible': legible.legible,
  'domain/ticket/ticket.ts wordsKept': wordsKept,
  'domain/privacy/traces.ts numbersIn': numbersIn,
  'domain/command/parse-text.ts isForAnyGroup': words.isForAnyGroup,
  'domain/command/unfinished-order.ts unfinishedOrder': unfinishedOrder,
  'triage/rules/named-places.ts placesNamed': namedPlaces.placesNamed,
  'triage/rules/named-places.ts namesPlaceOf': text => namedPlaces.namesPlaceOf(text, lampTicket()),
  'triage/rules/named-places.ts namesOtherPlace': text => namedPlaces.namesOtherPlace(text, lampTicket()),
  'triage/original-spelling.ts asRead': asRead,
  'triage/original-spelling.ts spelledLike': text => spelledLike([text]),
  'triage/rules/split-places.ts splitByPlace': splitByPlace,
  'triage/rules/split-places.ts saysWhatIsWrong': saysWhatIsWrong,
  'notify/render/truncate.ts quoted': quoted,
  'conversation/resident/other-place.ts isPlaceCorrected': text =>
    isPlaceCorrected({ gazetteer } as never, text),
  'conversation/resident/other-place.ts isCorrection': text =>
    isCorrection({ gazetteer } as never, text, false),
  'conversation/privacy/known-traces.ts namesIn': namesIn,
  'conversation/privacy/known-traces.ts accountsIn': accountsIn,
  'domain/address/address-mentions.ts fold': addressMentions.fold,
  'domain/address/address-mentions.ts buildingMentions': text =>
    addressMentions.buildingMentions(addressMentions.fold(text)),
  'domain/address/address-mentions.ts mentionsOf': text =>
    addressMentions.mentionsOf(/(\d)号/gu, addressMentions.fold(text)),
  'domain/address/address-mentions.ts isDenied': text => addressMentions.isDenied(text, text.length),
  'domain/address/address-mentions.ts meant': text =>
    addressMentions.meant(addressMentions.buildingMentions(addressMentions.fold(text)), text),
  'domain/address/address-mentions.ts readNumber': addressMentions.readNumber,
  'domain/ticket/duplicates.ts wordsInCommon': text => wordsInCommon(text, text),
  'domain/address/address.ts parseAddress': parseAddress,
  'domain/address/address.ts formatPlace': text => formatPlace(text, NO_ADDRESS, 'en'),
  'domain/text/storable-text.ts storable': storable,
  'domain/command/parse-text.ts plain': words.plain,
  'domain/command/parse-text.ts withoutMentions': words.withoutMentions,
  'domain/command/parse-text.ts isThumbUp': words.isThumbUp,
  'domain/command/parse-text.ts residentCommand': words.residentCommand,
  'domain/command/parse-text.ts groupCommand': text => [
    words.groupCommand(text),
    words.groupCommand(`转 0231 ${text}`),
    words.groupCommand(`评 0231 ${text}`),
    words.groupCommand(`吹哨 0231 ${text}`),
  ],
  'domain/command/parse-text.ts outcomeOf': words.outcomeOf,
  'domain/command/parse-text.ts saysDone': words.saysDone,
  'domain/command/parse-text.ts promisesWork': words.promisesWork,
  'triage/rules/small-talk.ts isSmallTalk': smallTalk.isSmallTalk,
  'triage/rules/small-talk.ts isWrongNumber': smallTalk.isWrongNumber,
  'triage/classifier/features.ts normalise': normalise,
  'triage/classifier/features.ts eachFeature': text => eachFeature(text, () => {}),
  'triage/rules/correction.ts corrected': text => corrected(text, '楼道灯坏了'),
  'triage/rules/spam.ts isSpam': isSpam,
  'triage/rules/role-markers.ts withoutRoleMarkers': withoutRoleMarkers,
  'triage/rules/clause.ts blamesOthers': clauses.blamesOthers,
  'triage/rules/clause.ts readClause': clauses.readClause,
  'triage/rules/clause.ts namesProblem': clauses.namesProblem,
  'triage/rules/clause.ts hanLength': clauses.hanLength,
  'triage/rules/clause.ts isPlace': clauses.isPlace,
  'triage/rules/clause.ts withoutPlace': clauses.withoutPlace,
  'triage/rules/clause.ts piecesOf': clauses.piecesOf,
  'triage/rules/clause.ts clausesOf': clauses.clausesOf,
  'triage/rules/describe-item.ts describeItem': text =>
    describeItem.describeItem({ text, category: 'facilities.lighting', confidence: 1 }, prompts.tree),
  'triage/rules/describe-item.ts summarise': describeItem.summarise,
  'triage/rules/describe-item.ts shorten': describeItem.shorten,
  'triage/rules/describe-item.ts placeIn': describeItem.placeIn,
  'triage/rules/split-problems.ts splitProblems': text => split.splitProblems([text], predict),
  'triage/rules/split-problems.ts otherBuilding': text => split.otherBuilding(text, '3号楼'),
  'triage/emergency/detect.ts detectEmergency': emergency.detectEmergency,
  'triage/emergency/detect.ts mentionsDanger': emergency.mentionsDanger,
  'triage/emergency/detect.ts deniesDanger': emergency.deniesDanger,
  'prompt-files/guide-search.ts tokensOf': tokensOf,
  'triage/rules/dialect.ts inMandarin': inMandarin,
  'triage/rules/place-mention.ts mentionedPlace': mentionedPlace,
  'triage/model/estimate-tokens.ts estimateTokens': estimateTokens,
  'domain/privacy/redact.ts redact': redact,
  'domain/privacy/redact.ts namesMasked': namesMasked,
  'domain/privacy/conduct-complaint.ts conductIn': text => conduct.conductIn(text, ['安居物业']),
  'domain/privacy/conduct-complaint.ts namesCompany': conduct.namesCompany,
  'domain/ticket/confidentiality.ts withoutHome': confidential.withoutHome,
  'domain/ticket/confidentiality.ts asksConfidential': confidential.asksConfidential,
  'domain/ticket/confidentiality.ts isPlea': confidential.isPlea,
  'domain/command/parse-text.ts otherNumbers': text => [
    words.otherNumbers(text),
    words.otherNumbers(`接 0231 ${text}`),
  ],
  'domain/command/parse-text.ts replyCommand': text => [
    words.replyCommand(text, '0231'),
    words.replyCommand(`办结 ${text}`, '0231'),
  ],
  'domain/command/parse-text.ts isStrayCommand': words.isStrayCommand,
  'triage/model/grounded-text.ts isMadeOf': text => isMadeOf(legible.excerpt(text), [legible.excerpt(text)]),
  'conversation/resident/disambiguate.ts saysMoreThanWhere': saysMoreThanWhere,
  'conversation/resident/refers-to-ticket.ts speaksOf': text =>
    speaksOf({ ...lampTicket(), text }, '照明', text),
  'triage/rules/resolve-ticket.ts names': text => names(text, '0231'),
  'triage/rules/filler-words.ts withoutFillers': withoutFillers,
  'triage/rules/triage-by-rules.ts triageLocally': text =>
    triageLocally(turnOf(text, { openTickets: [lampTicket()] }), {
      tree: prompts.tree,
      classifier: { labels: [], predict },
    }),
  'triage/triage.ts createTriage': text => prompts.triage.understand(turnOf([text, text])),
  'routing/resolve-place.ts understand': text => understand(text, text, gazetteer),
  'routing/find-grid.ts findGrid': text => findGrid({ text, placeText: text }, gazetteer),
  'routing/normalise-name.ts squeeze': squeeze,
  'routing/unknown-place.ts namesAPlace': text => namesAPlace(addressMentions.fold(text)),
  'routing/unknown-place.ts isAPlaceName': text => isAPlaceName(addressMentions.fold(text)),
  'routing/name-index.ts nameKey': nameKey,
  'routing/one-typo.ts oneSoundOff': text => oneSoundOff('状元府', text, 3),
  'routing/one-typo.ts oneLetterOff': text => oneLetterOff('zhuangyuan', text, 3),
  'notify/render/omit-repeated-place.ts unsaid': text => unsaid(text, text),
  'notify/render/truncate.ts cut': text => cut(text, 300),
  'notify/render/truncate.ts oneLine': oneLine,
  'gateway/telegram/mention-entities.ts mentionsIn': text =>
    mentionsIn(`${text}@王师傅`, [{ memberId: 'm', name: '王师傅', externalId: '7' }]),
  'gateway/split-text.ts splitText': text => splitText(text),
  'gateway/contact-card.ts contactInWords': text => contactInWords({ name: text, phones: [text] }),
  'gateway/wechat/numbered-buttons.ts chosen': text => chosen(text, buttons),
  'gateway/wechat/numbered-buttons.ts mayChoose': mayChoose,
  'gateway/wechat/quote.ts quoteIn': text => [quoteIn(text), quoteIn(`「邻里：${text}`)],
  'conversation/resident/recategorise.ts refiledBy': text =>
    refiledBy({ settings: () => ({ likeliest: () => [], tree: prompts.tree }) } as never, ticket, text),
  'inbox/residents.ts languageOf': text => languageOf(text, 'en'),
  'workflow/closing-checks.ts doubtAbout': text => doubtAbout(text, 'fixed', true),
  'conversation/group/find-by-name.ts findNamed': text =>
    findNamed(text, [{ id: 'm', name: '王师傅' } as never]),
  'conversation/group/find-by-name.ts saidBack': text => saidBack(text),
  'conversation/group/decisions.ts dayIn': text => dayIn(text, new Date('2026-12-01')),
}

/** They are given what the database, our own files or an admin wrote. */
const OURS: readonly string[] = [
  'domain/ticket/undo.ts dated',
  'domain/sla/business-hours.ts parseHours',
  'prompt-files/prompt-files.ts isPromptFile',
  'prompt-files/prompt-files.ts fileOf',
  'prompt-files/read-regular-file.ts reading',
  'gateway/wechat/wechaty.ts optional',
  'notify/render/template-values.ts listOf',
  // What Linli says itself: bounded where it is composed.
  'prompt-files/to-traditional.ts inTraditional',
  'prompt-files/to-traditional.ts contentInTraditional',
  // Reads the first 400 characters: tokensOf.
  'prompt-files/guide-search.ts guideSearch',
  // Their text is read by functions of the table.
  'workflow/reopen.ts reopened',
  'workflow/decline-part.ts declineSteps',
  'workflow/verify-closing-note.ts wantCheck',
]

const FOLDERS = [
  'domain',
  'prompt-files',
  'triage',
  'routing',
  'notify',
  'gateway',
  'inbox',
  'workflow',
  'conversation',
]
const TAKES_TEXT =
  /^export (?:async )?(?:function|const) (\w+)[^\n]*[(,] ?(?:text|texts|whole|clause|said|notes?|words?|names?|summary|line|piece|message|key)\??: (?:readonly )?string\b/gm

const filesIn = (folder: string): string[] =>
  readdirSync(join('src', folder), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => !file.includes('/testing/'))

test('every exported function that takes a text is in the table', () => {
  const found = FOLDERS.flatMap(filesIn).flatMap(file =>
    [...readFileSync(file, 'utf8').matchAll(TAKES_TEXT)].map(([, name]) => `${file.slice(4)} ${name}`),
  )
  expect(found.length).toBeGreaterThan(50)
  expect(found.filter(name => !(name in READERS) && !OURS.includes(name))).toEqual([])
})

/** Milliseconds of the processor, the best of some tries. */
function cost(work: () => unknown): number {
  let best = Infinity
  for (let tries = 0; tries < TRIES && best > LIMIT_MS; tries++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1000)
    // Minutes, not milliseconds: once is enough to know.
    if (best > LIMIT_MS * 10) break
  }
  return best
}

const TEXTS = hostileTexts(CHARACTERS)

describe('100,000 characters of every shape are read within 200 ms', () => {
  test.each(Object.entries(READERS))(
    '%s',
    (_name, read) => {
      const slow = TEXTS.map(([shape, text]) => [shape, cost(() => read(text))] as const)
        .filter(([, ms]) => ms > LIMIT_MS)
        .map(([shape, ms]) => `${shape}: ${Math.round(ms)} ms`)
      expect(slow).toEqual([])
    },
    900_000,
  )
})
