import '../programme.css'
import './plan.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Tabs } from 'antd'
import { t } from '../../../lib/i18n.ts'
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

const tabs = () => [
  { key: 'budget', label: t('plan.budget'), children: <BudgetTab /> },
  { key: 'rules', label: t('plan.rules'), children: <RulesTab /> },
  { key: 'tasks', label: t('plan.tasks'), children: <TasksTab /> },
  { key: 'phases', label: t('plan.phases'), children: <PhasesTab /> },
  { key: 'targets', label: t('plan.targets'), children: <TargetsTab /> },
  { key: 'money', label: t('plan.money'), children: <MoneyTab /> },
  { key: 'external', label: t('plan.external'), children: <ExternalTab /> },
  { key: 'document', label: t('plan.document'), children: <DocumentTab /> },
  { key: 'check', label: t('plan.check'), children: <CheckTab /> },
]

/** The plan as it was resolved, and what is entered against it. */
export function Plan() {
  const { asOf } = useAsOf()
  const { data: programme } = useQuery(programmeQuery(asOf))
  const { tab = 'budget' } = useSearch({ from: '/signed-in/plan' })
  const navigate = useNavigate({ from: '/plan' })
  const all = tabs()
  const go = (key: string) => {
    const known = all.find((one) => one.key === key)
    // Another tab has other tables: their filters do not come along.
    if (known) void navigate({ search: { tab: known.key as typeof tab } }) // the keys are the tabs of the route
  }
  return (
    <>
      <PageHeader
        title={t('plan.title')}
        about={programme ? `${programme.document.title} ${programme.document.number ?? ''}` : null}
      />
      <Tabs activeKey={tab} items={all} onChange={go} destroyOnHidden aria-label={t('plan.tabs')} />
    </>
  )
}
