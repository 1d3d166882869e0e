import { t } from '../../lib/i18n/index.ts'
import { countOf, yuanOf } from '../../lib/money.ts'
import type { DayTotals } from '../../lib/wire.ts'

type Props = { totals: DayTotals; salesName: string; onOpen?: () => void }

/** The few figures of a day; a tap leads to the entries that they are made of. */
export function Figures({ totals, salesName, onOpen }: Props) {
  const Cell = onOpen ? 'button' : 'div'
  const act = onOpen ? { type: 'button' as const, onClick: onOpen } : {}
  return (
    <section className="card figures">
      <Cell className="figure wide" {...act}>
        <span className="name">{salesName}</span>
        <span className="value large">
          {yuanOf(totals.saleFen)}
          <small>{t('unit.yuan')}</small>
          <em>
            {countOf(totals.saleCount)} {t('unit.sales')}
          </em>
        </span>
      </Cell>
      <Cell className="figure" {...act}>
        <span className="name">{t('home.collected')}</span>
        <span className="value">
          {countOf(totals.parcelsCollected)}
          <small>{t('unit.parcels')}</small>
        </span>
      </Cell>
      <Cell className="figure" {...act}>
        <span className="name">{t('home.sent')}</span>
        <span className="value">
          {countOf(totals.parcelsSent)}
          <small>{t('unit.parcels')}</small>
        </span>
      </Cell>
      <Cell className="figure" {...act}>
        <span className="name">{t('home.convenience')}</span>
        <span className="value">
          {countOf(totals.convenienceCount)}
          <small>{t('unit.services')}</small>
        </span>
        <span className="sub">¥{yuanOf(totals.convenienceFen)}</span>
      </Cell>
    </section>
  )
}
