import type { Caller } from '#platform/authz'
import { type Db, inReading, inTransaction } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import type { Files } from '#platform/files'
import { record } from '#platform/journal'
import * as domain from '../domain.ts'
import type { CheckLanguage, CountyFinding, DecideFinding, FindingDecision, PlanCheck } from '../schema.ts'
import * as store from '../store.ts'
import type { Plan, PlanService } from './plan.ts'

export type FindingService = ReturnType<typeof createFindingService>

/** The findings of a plan as they are known, in Chinese: what decisions are made on. */
const foundIn = ({ check, findingIds }: Plan) =>
  check.findings.map((finding, at) => ({ ...finding, id: findingIds[at] ?? '' }))

/** What the checker finds in the county's own plan, and what people have decided of it. */
export function createFindingService(deps: {
  db: Db<'programme'>
  plans: Pick<PlanService, 'load'>
  files: Pick<Files, 'load'>
  /** The people behind account ids; wired by the server. */
  names: (county: string, ids: readonly string[]) => Promise<Map<string, string>>
  now: () => Date
}) {
  const { db, plans, files, names, now } = deps

  async function named(caller: Caller, acts: readonly store.StoredDecision[]): Promise<FindingDecision[]> {
    const known = await names(caller.county, [...new Set(acts.map(({ decidedBy }) => decidedBy))])
    return acts.map((act) => ({ ...act, decidedByName: known.get(act.decidedBy) ?? act.decidedBy }))
  }
  const namedOne = async (caller: Caller, act: store.StoredDecision): Promise<FindingDecision> =>
    (await named(caller, [act]))[0] as FindingDecision // one in, one out

  const lastActs = (caller: Caller) => inReading(db, caller, (tx) => store.lastDecisions(tx, caller.county))

  return {
    /** The whole check in the reader's language, each finding with its decision. */
    check: async (caller: Caller, language: CheckLanguage): Promise<PlanCheck> => {
      const plan = await plans.load(caller)
      const { sums, rules, findings, county } = language === 'en' ? plan.checkInEnglish() : plan.check
      const acts = await named(caller, await lastActs(caller))
      const { decisions, former, gone } = domain.standing(foundIn(plan), acts)
      return {
        county,
        sums,
        rules,
        findings: findings.map((finding, at): CountyFinding => {
          const id = plan.findingIds[at] ?? ''
          const decision = decisions.get(id) ?? null
          const before = former.get(id)
          return {
            ...finding,
            id,
            isOpen: !domain.isDecided(decision),
            decision,
            former: before
              ? {
                  decision: before,
                  changed: before.planSha256 === plan.sha256 ? 'check' : 'plan',
                  gained: domain.quotedOnly(finding.quotes, before.quotes),
                  lost: domain.quotedOnly(before.quotes, finding.quotes),
                }
              : null,
          }
        }),
        gone: [...gone],
      }
    },

    /** Decides a finding, decides it otherwise, or takes the decision back; what was decided before stays readable. */
    decide: async (caller: Caller, id: string, command: DecideFinding): Promise<FindingDecision> => {
      const plan = await plans.load(caller)
      const found = foundIn(plan)
      const finding = found.find((one) => one.id === id)
      if (!finding) throw notFound('finding', id)
      if (command.fileId !== null) await files.load(caller, command.fileId)
      const act = await inTransaction(db, caller, async (tx) => {
        await store.lockDecisions(tx, caller.county)
        const same = await store.findDecision(tx, caller.county, command.id)
        if (same && domain.isSameDecision(same, { ...command, finding: id })) return same
        if (same) throw new DomainError('journal.idTaken', { id: command.id })
        const { decisions, former } = domain.standing(found, await store.lastDecisions(tx, caller.county))
        const last = decisions.get(id) ?? former.get(id)
        domain.refuseDecision(command, { last: last?.id ?? null, isHeld: domain.isDecided(decisions.get(id)) })
        const { detector, severity, title, quotes } = finding
        await store.insertDecision(tx, caller.county, {
          ...command,
          ...{ finding: id, detector, severity, title, quotes, planSha256: plan.sha256 },
          ...{ decidedBy: caller.account, isSimulated: caller.origin === 'simulated' },
        })
        // The words may name people: they stand in the decision, and the journal holds nobody's name.
        const { kind, paper, fileId } = command
        await record(tx, caller, [
          {
            id: command.id,
            kind: kind === 'withdrawn' ? 'programme.decisionWithdrawn' : 'programme.findingDecided',
            at: now(),
            place: caller.county,
            subject: `finding:${id}`,
            data: { detector, severity, kind, paper, fileId },
          },
        ])
        return store.loadDecision(tx, caller.county, command.id)
      })
      return namedOne(caller, act)
    },

    /** All that was decided of a finding, the newest first, also while its sentences read otherwise. */
    decisions: async (caller: Caller, id: string): Promise<FindingDecision[]> => {
      const found = foundIn(await plans.load(caller))
      const acts = await lastActs(caller)
      const { decisions, former } = domain.standing(found, acts)
      const last = decisions.get(id) ?? former.get(id) ?? acts.find(({ finding }) => finding === id)
      if (!last && !found.some((finding) => finding.id === id)) throw notFound('finding', id)
      if (!last) return []
      const chain = await inReading(db, caller, (tx) => store.decisionsUpTo(tx, caller.county, last.id))
      return named(caller, chain)
    },
  }
}
