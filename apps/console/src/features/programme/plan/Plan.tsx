import '../programme.css'
import './plan.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { type TextKey, t } from '../../../lib/i18n.ts'
import { useAsOf } from '../../../ui/as-of.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { programmeQuery } from '../queries.ts'
import { BudgetTab } from './budget/BudgetTab.tsx'
import { CheckTab } from './CheckTab.tsx'
import { DocumentTab } from './DocumentTab.tsx'
import { ExternalTab } from './ExternalTab.tsx'
import { MoneyTab } from './money/MoneyTab.tsx'
import { PhasesTab } from './PhasesTab.tsx'
import { RulesTab } from './rules/RulesTab.tsx'
import { TargetsTab } from './TargetsTab.tsx'
import { TasksTab } from './TasksTab.tsx'

const PARTS = {
  budget: { text: 'plan.budget', part: <BudgetTab /> },
  rules: { text: 'plan.rules', part: <RulesTab /> },
  tasks: { text: 'plan.tasks', part: <TasksTab /> },
  phases: { text: 'plan.phases', part: <PhasesTab /> },
  targets: { text: 'plan.targets', part: <TargetsTab /> },
  money: { text: 'plan.money', part: <MoneyTab /> },
  external: { text: 'plan.external', part: <ExternalTab /> },
  document: { text: 'plan.document', part: <DocumentTab /> },
  check: { text: 'plan.check', part: <CheckTab /> },
} as const satisfies Record<string, { text: TextKey; part: ReactNode }>
const TABS = Object.keys(PARTS) as (keyof typeof PARTS)[] // its own keys

/** The plan as it was resolved, and what is entered against it. Another part leaves the filters of this one behind. */
export function Plan() {
  const { asOf } = useAsOf()
  const { data: programme } = useQuery(programmeQuery(asOf))
  const { tab = 'budget' } = useSearch({ from: '/signed-in/plan' })
  const nav = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone each chosen part is brought into sight, sideways only
  useEffect(() => {
    const chosen = nav.current?.querySelector<HTMLElement>('[aria-current]')
    if (!nav.current || !chosen) return
    nav.current.scrollLeft = chosen.offsetLeft - (nav.current.clientWidth - chosen.offsetWidth) / 2
  }, [tab])
  return (
    <>
      <PageHeader
        title={t('plan.title')}
        about={programme ? `${programme.document.title} ${programme.document.number ?? ''}` : null}
      />
      <nav ref={nav} className="parts" aria-label={t('plan.tabs')}>
        <ul>
          {TABS.map((name) => (
            <li key={name}>
              <Link to="/plan" search={{ tab: name }} aria-current={name === tab ? 'page' : undefined}>
                {t(PARTS[name].text)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div key={tab}>{PARTS[tab].part}</div>
    </>
  )
}
