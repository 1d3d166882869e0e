import { PrinterOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import type { ReactNode } from 'react'
import { percent } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import type { Column } from '../../ui/data-table/column.ts'
import { DataTable } from '../../ui/data-table/DataTable.tsx'
import { FigureGrid, Tally } from '../../ui/figure.tsx'
import { DayList } from './DayList.tsx'
import { MoveTo, tripChoices } from './MoveTo.tsx'
import type { Answer, Wishes } from './queries.ts'
import { RouteMap } from './RouteMap.tsx'
import type { Hand } from './TripTable.tsx'
import { ToSurvey } from './Unplaced.tsx'
import { hours, kilometres, yuanOf } from './words.ts'

type Totals = Answer['totals']

const savedText = (totals: Totals, other: Totals): string => {
  const share = 1 - totals.costFen / other.costFen
  return t(share >= 0 ? 'logistics.cheaper' : 'logistics.dearer', { share: percent(Math.abs(share)) })
}

function Summary({ answer: { totals, nearest, left } }: { answer: Answer }) {
  const unplaced = left.filter(({ reason }) => reason === 'unplaced').length
  return (
    <FigureGrid>
      <Tally
        label={t('logistics.cost')}
        value={yuanOf(totals.costFen)}
        unit={t('logistics.unit.yuan')}
        note={
          nearest && nearest.costFen > 0
            ? t('logistics.againstNearest', { text: savedText(totals, nearest) })
            : undefined
        }
      />
      <Tally label={t('logistics.distance')} value={kilometres(totals.distanceM)} unit={t('logistics.unit.km')} />
      <Tally
        label={t('logistics.time')}
        value={hours(totals.durationS)}
        unit={t('logistics.unit.hours')}
        note={t('logistics.timeNote')}
      />
      <Tally
        label={t('logistics.vehicles')}
        value={String(totals.vehicles)}
        unit={t('logistics.unit.vehicles')}
        note={t('logistics.tripsNote', { trips: totals.trips })}
      />
      <Tally
        label={t('logistics.servedStops')}
        value={String(totals.served)}
        unit={t('logistics.unit.stops')}
        note={t('logistics.leftNote', { left: totals.left, unplaced })}
      />
    </FigureGrid>
  )
}

/** This plan beside the same day driven otherwise. */
function Compare({ answer, before }: { answer: Answer; before: Totals | undefined }) {
  const rows: [label: string, totals: Totals][] = [[t('logistics.thisPlan'), answer.totals]]
  if (before) rows.push([t('logistics.computedPlan'), before])
  if (answer.start)
    rows.push([
      answer.startName ? t('logistics.startNamed', { name: answer.startName }) : t('logistics.start'),
      answer.start,
    ])
  if (answer.nearest) rows.push([t('logistics.nearest'), answer.nearest])
  if (rows.length < 2) return null
  return (
    <section className="section">
      <h2>{t('logistics.compare')}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard */}
      <section className="route-scroll" tabIndex={0} aria-label={t('logistics.compare')}>
        <table className="evidence-parts" aria-label={t('logistics.compare')}>
          <thead>
            <tr>
              <th scope="col">{t('logistics.plan')}</th>
              <th scope="col" className="number">
                {t('logistics.costYuan')}
              </th>
              <th scope="col" className="number">
                {t('logistics.distanceKm')}
              </th>
              <th scope="col" className="number">
                {t('logistics.timeHours')}
              </th>
              <th scope="col" className="number">
                {t('logistics.vehicles')}
              </th>
              <th scope="col" className="number">
                {t('logistics.tripCount')}
              </th>
              <th scope="col" className="number">
                {t('logistics.unfitted')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([label, totals]) => (
              <tr key={label}>
                <td>{label}</td>
                <td className="number">{yuanOf(totals.costFen)}</td>
                <td className="number">{kilometres(totals.distanceM)}</td>
                <td className="number">{hours(totals.durationS)}</td>
                <td className="number">{totals.vehicles}</td>
                <td className="number">{totals.trips}</td>
                <td className="number">{totals.left}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {answer.nearest ? <p className="soft">{t('logistics.nearestAbout')}</p> : null}
    </section>
  )
}

type Left = Answer['left'][number]

const leftColumns = (answer: Answer, wishes: Wishes, hand: Hand | undefined): Column<Left>[] => {
  const choices = hand ? tripChoices(answer, wishes, hand.locks) : []
  return [
    { key: 'name', title: t('logistics.stop'), value: ({ name }) => name },
    { key: 'town', title: t('logistics.town'), value: ({ townName }) => townName, filter: 'values' },
    {
      key: 'why',
      title: t('logistics.why'),
      value: ({ text }) => text,
      isProse: true,
      render: ({ id, place, text, reason }) => (
        <>
          <div>{text}</div>
          {reason === 'unplaced' ? <ToSurvey {...{ id, place }} /> : null}
        </>
      ),
    },
    ...(hand && answer.left.some(({ reason }) => reason !== 'unplaced')
      ? [
          {
            key: 'move',
            title: t('logistics.rearrange'),
            value: () => null,
            isFixedOrder: true,
            render: ({ id, name, reason }: Left) =>
              reason === 'unplaced' ? null : (
                <MoveTo {...{ name, choices }} isBusy={hand.isBusy} onMove={(to) => hand.onMove(id, to)} />
              ),
          },
        ]
      : []),
  ]
}

function Faults({ faults }: { faults: Answer['faults'] }) {
  if (faults.length === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      className="route-faults"
      title={t('logistics.faults', { count: faults.length })}
      description={
        <ul>
          {[...new Set(faults.map(({ text }) => text))].map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      }
    />
  )
}

/** A plan on the map and by vehicle, with what it stands on. `hand`: where a person may rearrange it. */
export function AnswerView(props: {
  answer: Answer
  wishes: Wishes
  before?: Totals | undefined
  hand?: Hand | undefined
  actions: ReactNode
}) {
  const { answer, wishes, before, hand, actions } = props
  return (
    <div className="route-answer">
      <div className="route-bar">
        {actions}
        <Button icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
          {t('logistics.print')}
        </Button>
      </div>
      <Faults faults={answer.faults} />
      <Summary answer={answer} />
      <RouteMap answer={answer} />
      <section className="section route-days">
        <h2>{t('logistics.days')}</h2>
        <p className="route-screen">{t(hand ? 'logistics.daysAboutHand' : 'logistics.daysAbout')}</p>
        <DayList {...{ answer, wishes, hand }} />
      </section>
      {answer.left.length > 0 ? (
        <section className="section">
          <h2>{t('logistics.leftTitle', { count: answer.left.length })}</h2>
          <DataTable
            id="left"
            caption={t('logistics.leftStops')}
            columns={leftColumns(answer, wishes, hand)}
            rows={{ data: answer.left, isPending: false, error: null, refetch: () => undefined }}
            rowKey={({ id }) => id}
            initialPageSize={10}
            empty={{ text: t('logistics.leftNone') }}
          />
        </section>
      ) : null}
      <Compare {...{ answer, before }} />
      <section className="section">
        <h2>{t('logistics.assumptions')}</h2>
        <ul>
          {answer.assumptions.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </section>
    </div>
  )
}
