import { createHash } from 'node:crypto'
import type { CountyPack } from '@xiangji/county-pack'
import { checkPlan, type Finding, type PlanCheck } from '@xiangji/plan-check'
import type { Caller } from '#platform/authz'
import { civilDay, daysBetween } from '#platform/clock'
import { createAside } from '#platform/computation'
import { type Db, inReading, inTransaction } from '#platform/db'
import { uuidv7 } from '#platform/ids'
import { record } from '#platform/journal'
import * as domain from '../domain.ts'
import type { BudgetView, CheckLanguage, FundRuleView, PlanLines, ProgrammeView, TaskView } from '../schema.ts'
import * as store from '../store.ts'

export type Plan = {
  pack: CountyPack
  check: PlanCheck
  /** The same in English, finding by finding, for who reads it so: the plan is read once more, the first time. */
  checkInEnglish: () => PlanCheck
  /** The identities of the findings, in their order. */
  findingIds: readonly string[]
  planText: string
  /** Of the text and the pack: what a decision was made on. */
  sha256: string
  span: ReturnType<typeof domain.planSpan>
  shiftDays: number
  isDemo: boolean
}
type At = Pick<Caller, 'county' | 'place' | 'station'>
export type PlanService = ReturnType<typeof createPlanService>

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex')
/** As short as an id, and still nobody meets another's. */
const ID_LENGTH = 32

/** Another process may load a plan; this one notices within a second. */
const ASK_AGAIN_MS = 1000
/** The longest text takes two or three. */
const CHECK_LIMIT_S = 20

/** The plan as loaded, and the views that need nothing but it and its money. */
export function createPlanService({ db, now }: { db: Db<'programme'>; now: () => Date }) {
  const checkAside = createAside({ module: new URL('./check-compute.ts', import.meta.url), limitS: CHECK_LIMIT_S })
  /** Parsed and checked once a loading, not once a page. */
  const kept = new Map<string, Plan & { loadedAt: number; askedAt: number }>()

  async function load(caller: At): Promise<Plan> {
    const recent = kept.get(caller.county)
    if (recent && performance.now() - recent.askedAt < ASK_AGAIN_MS) return recent
    return inReading(db, caller, async (tx) => {
      const at = await store.loadedAt(tx, caller.county)
      const present = kept.get(caller.county)
      if (present && present.loadedAt === at) {
        present.askedAt = performance.now()
        return present
      }
      const { pack, planText, shiftDays, isDemo, loadedAt } = await store.load(tx, caller.county)
      const shifted = domain.shiftPack(pack, shiftDays)
      const check = checkPlan(pack, planText)
      let inEnglish: PlanCheck | undefined
      const plan = {
        pack: shifted,
        check,
        checkInEnglish: () => {
          inEnglish ??= checkPlan(pack, planText, { locale: 'en' })
          return inEnglish
        },
        findingIds: domain.identify(check.findings, (facts) => sha256Of(facts).slice(0, ID_LENGTH)),
        planText,
        sha256: sha256Of(`${JSON.stringify(pack)}\n${planText}`),
        span: domain.planSpan(shifted),
        shiftDays,
        isDemo,
        loadedAt: loadedAt.getTime(),
        askedAt: performance.now(),
      }
      kept.set(caller.county, plan)
      return plan
    })
  }

  const view = ({ pack, span, shiftDays, isDemo }: Plan, asOf: string): ProgrammeView => ({
    county: {
      code: pack.county.code,
      id: pack.county.id,
      name: pack.county.name,
      nameEn: pack.county.nameEn,
      leadUnit: pack.county.leadUnit,
    },
    document: pack.document,
    programmeYear: pack.programmeYear,
    asOf,
    stage: domain.stageAt(span, asOf),
    phases: pack.phases.map(({ id, name, startOn, endOn, source }) => ({
      id,
      name,
      startOn,
      endOn,
      isCurrent: startOn <= asOf && asOf <= endOn,
      source,
    })),
    isDemo,
    shiftDays,
    units: pack.county.units,
  })

  async function money(caller: At, asOf: string) {
    const rows = await inTransaction(db, caller, (tx) => store.moneyByLine(tx, caller.county, asOf))
    const of = (kind: string) => {
      const lines = new Map<string, domain.Amounts>()
      let all = domain.NOTHING
      for (const row of rows.filter((r) => r.kind === kind)) {
        all = domain.addAmount(all, row.fund, row.fen)
        if (row.budgetLine !== null)
          lines.set(row.budgetLine, domain.addAmount(lines.get(row.budgetLine) ?? domain.NOTHING, row.fund, row.fen))
      }
      return { all, lines }
    }
    return {
      arrived: of('arrived'),
      paid: of('paid'),
      spent: of('spent'),
      isSimulated: rows.some((row) => row.isSimulated),
    }
  }

  return {
    load,
    view,
    money,

    /** Puts a county's plan in the place of the one that is there; what was entered against it stays. */
    put: async (
      caller: Caller,
      { pack, planText, isDemo }: { pack: CountyPack; planText: string; isDemo: boolean },
    ): Promise<void> => {
      const shiftDays = isDemo ? domain.shiftToMiddle(pack, civilDay(now())) : 0
      await inTransaction(db, caller, async (tx) => {
        await store.save(tx, caller.county, { packId: pack.county.id, pack, planText, shiftDays, isDemo })
        await record(tx, caller, [
          {
            id: uuidv7(),
            kind: 'programme.planLoaded',
            at: now(),
            place: caller.county,
            subject: `plan:${pack.county.id}`,
            data: { title: pack.document.title, sha256: pack.document.sha256, shiftDays },
          },
        ])
      })
      kept.delete(caller.county)
    },

    programme: async (caller: At, asOf: string): Promise<ProgrammeView> => view(await load(caller), asOf),

    /** Checks any plan's text; nothing of it is kept. */
    checkText: async (text: string, language: CheckLanguage): Promise<Finding[]> =>
      (await checkAside({ text, locale: language })) as Finding[], // what `compute` answers

    lines: async (caller: At): Promise<PlanLines> => {
      const { pack, planText } = await load(caller)
      return { title: pack.document.title, lines: planText.split('\n') }
    },

    /** The plan's siting rules and its targets, as loaded. */
    siting: async (caller: At): Promise<Pick<CountyPack, 'sitingRules' | 'targets'>> => {
      const { sitingRules, targets } = (await load(caller)).pack
      return { sitingRules, targets }
    },

    budget: async (caller: At, asOf: string): Promise<BudgetView> => {
      const { pack } = await load(caller)
      const moved = await money(caller, asOf)
      const lines = pack.budget.lines.map((line) => ({
        id: line.id,
        seq: line.seq,
        category: line.category,
        project: line.project,
        scope: line.scope,
        leadUnit: line.leadUnit,
        supportingUnits: line.supportingUnits,
        startOn: line.startOn,
        endOn: line.endOn,
        plannedFen: {
          total: domain.fenOfWan(line.amountsWan.total),
          central: domain.fenOfWan(line.amountsWan.central),
          local: domain.fenOfWan(line.amountsWan.local),
          social: domain.fenOfWan(line.amountsWan.social),
        },
        paidFen: moved.paid.lines.get(line.id) ?? domain.NOTHING,
        spentFen: moved.spent.lines.get(line.id) ?? domain.NOTHING,
        targets: pack.targets.filter((t) => t.budgetLine === line.id).map((t) => t.id),
        source: line.source,
      }))
      const plannedFen = lines.reduce(
        (sum, { plannedFen: p }) => ({
          total: sum.total + p.total,
          central: sum.central + p.central,
          local: sum.local + p.local,
          social: sum.social + p.social,
        }),
        domain.NOTHING,
      )
      return {
        fundSources: pack.budget.fundSources,
        lines,
        plannedFen,
        arrivedFen: moved.arrived.all,
        paidFen: moved.paid.all,
        spentFen: moved.spent.all,
        isSimulated: moved.isSimulated,
      }
    },

    rules: async (caller: At, asOf: string): Promise<FundRuleView[]> => {
      const { pack, check } = await load(caller)
      const { paid } = await money(caller, asOf)
      const checked = new Map(check.rules.map((rule) => [rule.id, rule]))
      return pack.fundRules.map((rule) => {
        const found = checked.get(rule.id)
        return {
          id: rule.id,
          kind: rule.kind,
          topic: rule.topic,
          text: rule.text,
          isHard: rule.hard,
          lines: rule.check?.numerator.lines ?? rule.lines,
          planned: found?.value ?? null,
          limit: rule.limit ?? rule.limitWan,
          isRatio: rule.limit !== null,
          ok: found?.ok ?? null,
          why: found?.why ?? rule.whyNot,
          ...domain.followRule(rule, pack.budget, paid.lines),
          source: rule.source,
        }
      })
    },

    tasks: async (caller: At, asOf: string): Promise<TaskView[]> => {
      const { pack } = await load(caller)
      return taskViews(pack, await inTransaction(db, caller, (tx) => store.taskStates(tx, caller.county)), asOf)
    },
  }
}

/** The plan's tasks with what was last reported of each. */
export const taskViews = (pack: CountyPack, states: ReadonlyMap<string, store.TaskState>, asOf: string): TaskView[] =>
  pack.tasks.map(({ id, unit, role, text, dueOn, source }) => {
    const state = states.get(id)
    return {
      id,
      unit,
      role,
      text,
      dueOn,
      daysLeft: dueOn === null ? null : daysBetween(asOf, dueOn),
      state: state?.state ?? 'todo',
      isOverdue: state?.state !== 'done' && dueOn !== null && dueOn < asOf,
      note: state?.note ?? '',
      reportedAt: state?.reportedAt ?? null,
      isSimulated: state?.isSimulated ?? false,
      source,
    }
  })
