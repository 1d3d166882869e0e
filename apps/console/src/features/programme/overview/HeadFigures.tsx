import { Link } from '@tanstack/react-router'
import { percent, wan } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { FigureCard, FigureGrid } from '../../../ui/figure.tsx'
import type { Overview } from '../queries.ts'

const share = (part: number, whole: number) => (whole === 0 ? '—' : percent(part / whole))

/** The few figures that decide, money first. */
export function HeadFigures({ overview }: { overview: Overview }) {
  return (
    <>
      <MoneyFigures overview={overview} />
      <WorkFigures overview={overview} />
    </>
  )
}

function MoneyFigures({ overview: { money } }: { overview: Overview }) {
  const { isSimulated, centralPlannedFen: planned, centralArrivedFen: arrived, centralPaidFen: paid } = money
  return (
    <FigureGrid>
      <FigureCard
        label={t('overview.planned')}
        value={planned}
        unit="fen"
        note={
          <Link to="/plan" search={{ tab: 'budget' }}>
            {t('overview.ofAll', { all: `${wan(money.allPlannedFen)} ${t('unit.wan')}` })}
          </Link>
        }
      />
      <FigureCard
        label={t('overview.arrived')}
        value={arrived}
        unit="fen"
        evidence={{ indicator: 'programme.centralArrivedFen' }}
        isSimulated={isSimulated}
        note={t('overview.ofPlanned', { share: share(arrived, planned) })}
      />
      <FigureCard
        label={t('overview.paid')}
        value={paid}
        unit="fen"
        evidence={{ indicator: 'programme.centralPaidFen' }}
        isSimulated={isSimulated}
        note={t('overview.ofArrived', { share: share(paid, arrived) })}
      />
      <FigureCard
        label={t('overview.spent')}
        value={money.centralSpentFen}
        unit="fen"
        evidence={{ indicator: 'programme.centralSpentFen' }}
        isSimulated={isSimulated}
        note={t('overview.ofPaid', { share: share(money.centralSpentFen, paid) })}
      />
    </FigureGrid>
  )
}

function WorkFigures({ overview }: { overview: Overview }) {
  const { targets, due, stations, reports } = overview
  const countOf = (state: string) => targets.filter((target) => target.state === state).length
  const over = due.filter(({ daysLeft }) => daysLeft !== null && daysLeft < 0).length
  const missing = Math.max(0, reports.expected - reports.received)
  return (
    <FigureGrid>
      <div className="figure">
        <dt>{t('overview.red')}</dt>
        <dd className="figure-value">
          <Link className="figure-door" to="/" search={(now) => ({ ...now, 'targets.f.state': 'red' })}>
            {countOf('red')}
          </Link>
        </dd>
        <dd className="figure-note">{t('overview.redOf', { all: targets.length, met: countOf('met') })}</dd>
      </div>
      <FigureCard
        label={t('overview.stations')}
        value={stations.active}
        unit="station"
        evidence={{ indicator: 'station.active' }}
        isSimulated={stations.isSimulated}
        note={t('overview.stationsOf', { open: stations.open, planned: stations.planned })}
      />
      <FigureCard
        label={t('overview.coverage')}
        value={stations.coverage}
        unit="ratio"
        evidence={{ indicator: 'station.villageCoverage' }}
        isSimulated={stations.isSimulated}
        note={t('overview.coverageOf', { covered: stations.coveredVillages, villages: stations.villages })}
      />
      <FigureCard
        label={`${t('overview.reports')}（${reports.on.slice(5)}）`}
        value={reports.received}
        unit="piece"
        evidence={{ indicator: 'station.reports', from: reports.on, to: reports.on }}
        isSimulated={stations.isSimulated}
        note={t('overview.reportsOf', { expected: reports.expected, onTime: reports.onTime, missing })}
      />
      <div className="figure">
        <dt>{t('overview.due')}</dt>
        <dd className="figure-value">
          <a className="figure-door" href="#due">
            {due.length}
          </a>
        </dd>
        <dd className="figure-note">{t('overview.dueOf', { over })}</dd>
      </div>
    </FigureGrid>
  )
}
