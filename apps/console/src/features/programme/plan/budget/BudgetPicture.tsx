import { Segmented } from 'antd'
import { SankeyChart } from 'echarts/charts'
import { TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef, useState } from 'react'
import { count, wan } from '../../../../lib/format.ts'
import { t } from '../../../../lib/i18n.ts'
import { fontFamily, tokens } from '../../../../ui/tokens.ts'
import type { Budget } from '../../queries.ts'
import { flows, type Measure } from './flows.ts'

use([SankeyChart, TooltipComponent, SVGRenderer])

const MEASURES = ['plannedFen', 'paidFen', 'spentFen'] as const
const NAMES = { plannedFen: 'budget.planned', paidFen: 'budget.paid', spentFen: 'budget.spent' } as const

const optionOf = (budget: Budget, measure: Measure) => {
  const { nodes, links } = flows(budget, measure)
  return {
    animation: false,
    textStyle: { fontFamily, color: tokens.ink, fontSize: 13 },
    tooltip: { valueFormatter: (value: unknown) => `${count(Number(value))} ${t('unit.wan')}` },
    series: [
      {
        type: 'sankey' as const,
        data: nodes,
        links,
        left: 4,
        right: 260,
        top: 8,
        bottom: 8,
        nodeGap: 10,
        nodeWidth: 12,
        draggable: false,
        layoutIterations: 32,
        emphasis: { focus: 'adjacency' as const },
        lineStyle: { color: 'source' as const, opacity: 0.28 },
        label: {
          color: tokens.ink,
          formatter: ({ name, value }: { name: string; value?: unknown }) => `${name}  ${count(Number(value))}`,
        },
      },
    ],
  }
}

/** From each source of money over the systems to the projects. */
export function BudgetPicture({ budget }: { budget: Budget }) {
  const [measure, setMeasure] = useState<Measure>('plannedFen')
  const canvas = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!canvas.current) return
    const chart = init(canvas.current)
    chart.setOption(optionOf(budget, measure))
    const observer = new ResizeObserver(() => chart.resize())
    observer.observe(canvas.current)
    return () => {
      observer.disconnect()
      chart.dispose()
    }
  }, [budget, measure])
  const of = budget[measure]
  const aloud = t('budget.pictureAloud', {
    central: wan(of.central),
    local: wan(of.local),
    social: wan(of.social),
    lines: budget.lines.length,
  })
  return (
    <figure className="panel">
      <figcaption className="picture-caption">
        <strong>{t('budget.pictureTitle')}</strong>
        <Segmented
          size="small"
          aria-label={t('budget.pictureOf')}
          value={measure}
          options={MEASURES.map((value) => ({ value, label: t(NAMES[value]) }))}
          onChange={setMeasure}
        />
      </figcaption>
      {of.total === 0 ? (
        <p>{t('money.none')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className="scroll-x" aria-label={t('table.scroll', { table: t('budget.asPicture') })} tabIndex={0}>
          <div ref={canvas} role="img" aria-label={aloud} style={{ minWidth: 820, height: 560 }} />
        </section>
      )}
    </figure>
  )
}
