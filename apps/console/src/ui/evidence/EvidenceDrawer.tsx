import { Drawer } from 'antd'
import { t } from '../../lib/i18n.ts'
import { useEvidence } from '../evidence-state.ts'
import { IndicatorEvidence } from './IndicatorEvidence.tsx'
import { MoneyEvidence } from './MoneyEvidence.tsx'
import { TargetEvidence } from './TargetEvidence.tsx'

const WIDTH = 640

/** Walks a figure down to the events, persons and papers that it is made of, beside the page that shows it. */
export function EvidenceDrawer() {
  const { search, close } = useEvidence()
  const figure = search.figure ?? ''
  const [kind, ...rest] = figure.split(':')
  return (
    <Drawer open title={t('evidence.title')} size={Math.min(WIDTH, window.innerWidth)} onClose={close} destroyOnHidden>
      {kind === 'target' ? <TargetEvidence target={rest.join(':')} /> : null}
      {kind === 'money' ? <MoneyEvidence kind={rest[0]} fund={rest[1]} budgetLine={rest.slice(2).join(':')} /> : null}
      {rest.length === 0 ? <IndicatorEvidence id={figure} search={search} /> : null}
    </Drawer>
  )
}
