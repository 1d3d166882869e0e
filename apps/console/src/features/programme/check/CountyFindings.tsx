import { Link } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { count, moment } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { EmptyView } from '../../../ui/empty-view.tsx'
import { FigureGrid, Tally } from '../../../ui/figure.tsx'
import { aside, clauses } from '../../../ui/punctuation.ts'
import type { CountyFinding, FindingDecision, PlanCheck } from '../queries.ts'
import { DecideFinding, WithdrawDecision } from './DecideFinding.tsx'
import { DecisionHistory } from './DecisionHistory.tsx'
import { Decision, type DecisionAct, FindingDecisionView } from './DecisionView.tsx'
import { FindingList } from './FindingList.tsx'

type State = 'open' | 'decided' | 'all'
const STATES: readonly State[] = ['open', 'decided', 'all']
const STATE_TEXTS = { open: 'decision.open', decided: 'decision.decided', all: 'decision.allStates' } as const
const EMPTY_TEXTS = { open: 'decision.noneOpen', decided: 'decision.noneDecided', all: 'check.none' } as const

const isIn = (state: State, { isOpen }: CountyFinding): boolean => state === 'all' || (state === 'open') === isOpen

/** What a sheet says beside an open finding: that it was decided while it read otherwise, or that the decision was withdrawn. */
function noteOf({ decision, former }: CountyFinding): string {
  const before = former?.decision ?? (decision?.kind === 'withdrawn' ? decision : null)
  if (!before) return ''
  const why = former ? t(`decision.changed.${former.changed}`) : t('decision.withdrawn')
  return clauses([
    why,
    `${before.text}${aside(t('decision.by', { name: before.decidedByName, at: moment(before.decidedAt) }))}`,
  ])
}

const heldOf = ({ decision, isOpen }: CountyFinding): FindingDecision | null => (isOpen ? null : decision)

const decisionColumns = (): Column<CountyFinding>[] => [
  { key: 'state', title: t('decision.state'), value: ({ isOpen }) => t(isOpen ? 'decision.open' : 'decision.decided') },
  {
    key: 'kind',
    title: t('decision.kind'),
    value: (finding) => {
      const held = heldOf(finding)
      return held ? t(`decision.${held.kind}`) : null
    },
  },
  {
    key: 'words',
    title: t('decision.words'),
    value: (finding) => heldOf(finding)?.text ?? null,
    width: 400,
    isProse: true,
  },
  { key: 'paper', title: t('decision.paperNumber'), value: (finding) => heldOf(finding)?.paper ?? null, width: 160 },
  { key: 'by', title: t('decision.decidedBy'), value: (finding) => heldOf(finding)?.decidedByName ?? null },
  {
    key: 'at',
    title: t('decision.decidedAt'),
    value: (finding) => {
      const held = heldOf(finding)
      return held ? moment(held.decidedAt) : null
    },
    width: 140,
  },
  { key: 'note', title: t('decision.note'), value: noteOf, width: 400, isProse: true },
]

/** How many of each severity nobody has decided. */
function OpenCounts({ findings }: { findings: readonly CountyFinding[] }) {
  const open = findings.filter(({ isOpen }) => isOpen)
  const again = open.filter(({ former }) => former !== null).length
  return (
    <FigureGrid>
      {(['error', 'warn', 'info'] as const).map((severity) => (
        <Tally
          key={severity}
          label={t('decision.openOf', { severity: t(`severity.${severity}`) })}
          value={count(open.filter((finding) => finding.severity === severity).length)}
          note={t(`severity.${severity}.about`)}
        />
      ))}
      <Tally
        label={t('decision.decidedCount')}
        value={count(findings.length - open.length)}
        note={again > 0 ? t('decision.changedCount', { count: again }) : undefined}
      />
    </FigureGrid>
  )
}

/** The findings of the county's own plan: what is open, what was decided by whom, and the acts of deciding. */
export function CountyFindings({ findings, gone }: Pick<PlanCheck, 'findings' | 'gone'>) {
  const mayDecide = useCan()('programme.decideFinding')
  const [state, setState] = useState<State>('open')
  const [act, setAct] = useState<{ act: DecisionAct; finding: CountyFinding }>()
  const [past, setPast] = useState<{ id: string; title: string }>()
  const close = () => setAct(undefined)
  return (
    <>
      <section className="section">
        <h2>{t('check.findings')}</h2>
        <p>{t('decision.about')}</p>
        <OpenCounts findings={findings} />
        <FindingList
          findings={findings.filter((finding) => isIn(state, finding))}
          caption={t('check.findings')}
          choice={
            <Segmented
              value={state}
              onChange={setState}
              options={STATES.map((value) => ({
                value,
                label: `${t(STATE_TEXTS[value])} ${findings.filter((finding) => isIn(value, finding)).length}`,
              }))}
              aria-label={t('decision.state')}
            />
          }
          lineLink={(line) => (
            <Link to="/plan" search={{ tab: 'document', line }}>
              {t('source.line', { line })}
            </Link>
          )}
          isCalm={({ isOpen }) => !isOpen}
          foot={(finding) => (
            <FindingDecisionView
              finding={finding}
              mayDecide={mayDecide}
              onAct={(what) =>
                what === 'history' ? setPast({ id: finding.id, title: finding.title }) : setAct({ act: what, finding })
              }
            />
          )}
          furtherColumns={decisionColumns()}
          empty={
            <EmptyView
              text={t(EMPTY_TEXTS[state])}
              action={
                state === 'all' || findings.length === 0 ? null : (
                  <Button onClick={() => setState('all')}>{t('decision.showAll')}</Button>
                )
              }
            />
          }
        />
      </section>
      {gone.length > 0 ? <Gone gone={gone} onHistory={setPast} /> : null}
      {act?.act === 'decide' ? <DecideFinding finding={act.finding} onClose={close} /> : null}
      {act?.act === 'withdraw' ? <WithdrawDecision finding={act.finding} onClose={close} /> : null}
      {past ? <DecisionHistory {...past} onClose={() => setPast(undefined)} /> : null}
    </>
  )
}

type GoneProps = { gone: readonly FindingDecision[]; onHistory: (of: { id: string; title: string }) => void }

function Gone({ gone, onHistory }: GoneProps) {
  return (
    <section className="section">
      <h2>
        {t('decision.gone')}
        {aside(gone.length)}
      </h2>
      <p>{t('decision.goneAbout')}</p>
      <div className="findings">
        {gone.map((decision) => (
          <article key={decision.id} className="panel finding">
            <h4 lang="zh-CN">{decision.title}</h4>
            <div className="decision">
              <Decision decision={decision} />
            </div>
            <div className="decision-acts">
              <Button type="link" onClick={() => onHistory({ id: decision.finding, title: decision.title })}>
                {t('decision.history')}
              </Button>
            </div>
          </article>
        ))}
      </div>
    </section>
  )
}
