import { expect, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { anId } from '#platform/testing'
import type { CountyFinding, FindingDecision } from '../schema.ts'
import { aProgramme, COUNTY, NOWHERE } from './county.ts'
import { packOf, textOf } from './packs.ts'

type Check = { findings: CountyFinding[]; gone: FindingDecision[] }
type Due = { kind: string; id: string }

const TEXT = textOf('yongren', 'plan.txt')
const WORDS = { kind: 'settled', text: '以附表为准，按5个考核', paper: '永商发〔2020〕9号' }

/** The county with its plan, and the finding of two values for one target. */
async function aCheck() {
  const programme = await aProgramme()
  const { ask, plans } = programme
  const check = async (query = ''): Promise<Check> => (await ask('GET', `/programme/check${query}`)).body
  const values = async (): Promise<CountyFinding> => {
    const found = (await check()).findings.find(
      ({ detector, quotes }) => detector === 'D-VAL' && quotes.some(({ quote }) => quote.startsWith('指标 10：')),
    )
    if (!found) throw new Error('the plan has two values for one target')
    return found
  }
  const decide = (id: string, more: object = {}, as = 'office') =>
    ask('POST', `/programme/findings/${id}/decisions`, { as, body: { id: anId(), ...WORDS, ...more } })
  const load = (planText: string) =>
    plans.put(systemCaller(COUNTY), { pack: packOf('yongren'), planText, isDemo: false })
  const due = async () =>
    ((await ask('GET', '/overview')).body.due as Due[]).filter(({ kind }) => kind === 'finding').map(({ id }) => id)
  return { ...programme, check, values, decide, load, due }
}

test('a decided finding is no longer due, in either language, and is still decided when the plan is loaded again', async () => {
  const { ask, check, values, decide, load, due, events, paper } = await aCheck()
  const before = await values()
  expect(before).toMatchObject({ isOpen: true, decision: null, former: null })
  expect(await due()).toContain(before.id)
  const fileId = await paper('会议纪要.pdf')
  const id = anId()
  const done = await decide(before.id, { id, fileId })
  expect(done).toMatchObject({ status: 200, body: { id, ...WORDS, fileId, decidedBy: 'office', finding: before.id } })
  expect((await decide(before.id, { id, fileId })).body).toEqual(done.body)
  expect((await decide(before.id, { id, fileId, text: '别的话' })).code).toBe('journal.idTaken')
  for (const query of ['', '?language=en']) {
    const { findings, gone } = await check(query)
    const held = findings.find((finding) => finding.id === before.id)
    expect([query, held?.detector, held?.isOpen, held?.decision?.text]).toEqual([query, 'D-VAL', false, WORDS.text])
    expect([findings.filter(({ isOpen }) => !isOpen).length, gone.length]).toEqual([1, 0])
  }
  expect(await due()).not.toContain(before.id)
  await load(`\n\n${TEXT}`)
  const after = (await check()).findings.find((finding) => finding.id === before.id)
  expect(after).toMatchObject({
    isOpen: false,
    decision: { id },
    quotes: before.quotes.map(({ line }) => ({ line: line + 2 })),
  })
  expect((await events()).filter(({ kind }) => kind === 'programme.findingDecided')).toMatchObject([
    {
      subject: `finding:${before.id}`,
      data: { kind: 'settled', detector: 'D-VAL', severity: 'error', paper: WORDS.paper, fileId },
    },
  ])
  expect((await ask('GET', '/programme/check')).body.sums.length).toBeGreaterThan(0)
})

test('a changed sentence opens the finding again and says what changed; what is no longer found is kept', async () => {
  const { ask, check, values, decide, load, due } = await aCheck()
  const before = await values()
  const first = (await decide(before.id)).body
  await load(TEXT.replace('指标 10：知名平台网上商城\t3', '指标 10：知名平台网上商城\t4'))
  const opened = (await check()).findings.find(({ former }) => former?.decision.id === first.id)
  expect(opened).toMatchObject({ isOpen: true, decision: null, detector: 'D-VAL', former: { changed: 'plan' } })
  expect(opened?.id).not.toBe(before.id)
  expect(opened?.former?.lost.map(({ quote }) => quote)).toEqual(['指标 10：知名平台网上商城\t3 个以上'])
  expect(opened?.former?.gained.map(({ quote }) => quote)).toEqual(['指标 10：知名平台网上商城\t4 个以上'])
  expect(await due()).toContain(opened?.id)

  expect((await decide(opened?.id ?? '')).code).toBe('programme.decidedMeanwhile')
  expect((await decide(opened?.id ?? '', { replaces: first.id, kind: 'withdrawn' })).code).toBe(
    'programme.nothingDecided',
  )
  const second = (await decide(opened?.id ?? '', { replaces: first.id, text: '改定为4个' })).body
  const history = async (id: string) =>
    (await ask('GET', `/programme/findings/${id}/decisions`)).body.map(({ id: of }: FindingDecision) => of)
  expect(await history(opened?.id ?? '')).toEqual([second.id, first.id])

  const without = TEXT.split('\n')
    .filter((line) => !line.includes('网上商城'))
    .join('\n')
  await load(without)
  const { gone } = await check()
  expect(gone.map(({ id, text }) => [id, text])).toEqual([[second.id, '改定为4个']])
  expect(await history(opened?.id ?? '')).toEqual([second.id, first.id])
  // The plan as it was: its first decision was replaced, so the last word is shown and the finding waits for another.
  await load(TEXT)
  expect(await values()).toMatchObject({ id: before.id, isOpen: true, former: { decision: { id: second.id } } })
})

test('a finding that the checker quotes otherwise in the same plan is open again by the checker, not by the plan', async () => {
  const { plans, office, values, decide, check } = await aCheck()
  const before = await values()
  const { id } = (await decide(before.id)).body
  const plan = await plans.load(office)
  const other = '0'.repeat(32)
  Object.assign(plan, { findingIds: plan.findingIds.map((known) => (known === before.id ? other : known)) })
  const opened = (await check()).findings.find((finding) => finding.id === other)
  expect(opened).toMatchObject({ isOpen: true, former: { decision: { id }, changed: 'check', lost: [], gained: [] } })
})

test('a decision is revised and withdrawn with a reason, never over one that its maker did not see', async () => {
  const { ask, values, decide, events, due } = await aCheck()
  const { id } = await values()
  expect((await decide(id, { kind: 'withdrawn' })).code).toBe('programme.nothingDecided')
  const first = (await decide(id)).body
  expect((await decide(id)).code).toBe('programme.decidedMeanwhile')
  const both = await Promise.all(
    ['甲', '乙'].map((text) => decide(id, { kind: 'accepted', text, paper: '', replaces: first.id })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  const second = both.find(({ status }) => status === 200)?.body
  const withdrawn = (await decide(id, { kind: 'withdrawn', text: '会议未通过', paper: '', replaces: second.id })).body
  expect(await values()).toMatchObject({
    isOpen: true,
    decision: { id: withdrawn.id, kind: 'withdrawn' },
    former: null,
  })
  expect(await due()).toContain(id)
  const third = (await decide(id, { replaces: withdrawn.id })).body
  const { body } = await ask('GET', `/programme/findings/${id}/decisions`)
  expect(body.map((act: FindingDecision) => act.id)).toEqual([third.id, withdrawn.id, second.id, first.id])
  expect((await events()).map(({ kind }) => kind).filter((kind) => /ecision|ecided/.test(kind))).toEqual([
    'programme.findingDecided',
    'programme.findingDecided',
    'programme.decisionWithdrawn',
    'programme.findingDecided',
  ])
})

test('whoever reads the plan reads its decisions; only who may decides, with words, a paper that is here and a finding that is there', async () => {
  const { ask, values, decide, check } = await aCheck()
  const { id } = await values()
  const path = `/programme/findings/${id}/decisions`
  expect((await decide(id, { text: '  ' })).body.problems[0].path).toBe('/text')
  expect((await decide(id, { kind: 'perhaps' })).body.problems[0].path).toBe('/kind')
  expect((await decide(id, { fileId: NOWHERE })).code).toBe('file.unknown')
  expect((await decide(id, { replaces: NOWHERE })).code).toBe('programme.decidedMeanwhile')
  expect((await decide('0'.repeat(32))).code).toBe('finding.unknown')
  expect((await decide(id, {}, '')).status).toBe(401)
  expect((await decide(id, {}, 'townClerk')).status).toBe(403)
  expect(await decide(id, {}, 'otherCounty')).toMatchObject({ status: 404, code: 'programme.unknown' })
  expect((await check()).findings.every(({ isOpen }) => isOpen)).toBe(true)
  expect((await ask('GET', path)).body).toEqual([])
  await decide(id)
  expect((await ask('GET', path, { as: 'townClerk' })).body.length).toBe(1)
  expect((await ask('GET', path, { as: 'otherCounty' })).status).toBe(404)
  expect((await ask('GET', path, { as: '' })).status).toBe(401)
  expect((await ask('GET', path, { as: 'nobody' })).status).toBe(403)
  expect((await ask('GET', `/programme/findings/${'0'.repeat(32)}/decisions`)).code).toBe('finding.unknown')
})
