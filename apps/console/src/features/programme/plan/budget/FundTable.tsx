import { percent } from '../../../../lib/format.ts'
import { t } from '../../../../lib/i18n.ts'
import { SimulatedMark } from '../../../../ui/figure.tsx'
import { Wan } from '../../../../ui/wan.tsx'
import type { Budget } from '../../queries.ts'

const FUNDS = ['central', 'local', 'social'] as const
const KINDS = ['arrived', 'paid', 'spent'] as const
const AMOUNTS = { arrived: 'arrivedFen', paid: 'paidFen', spent: 'spentFen' } as const

const share = (part: number, whole: number) => (whole === 0 ? '—' : percent(part / whole))

/** Planned, arrived, paid and spent by source of money. */
export function FundTable({ budget }: { budget: Budget }) {
  return (
    <section
      className="scroll-x"
      style={{ marginBottom: 16 }}
      aria-label={t('table.scroll', { table: t('budget.caption') })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className="plain-table">
        <caption className="visually-hidden">{t('budget.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">
              {t('money.fund')} {budget.isSimulated ? <SimulatedMark /> : null}
            </th>
            {(['planned', ...KINDS] as const).map((kind) => (
              <th key={kind} scope="col" className="number">
                {t('budget.wan', { column: t(`budget.${kind}`) })}
              </th>
            ))}
            <th scope="col" className="number">
              {t('budget.paidShare')}
            </th>
          </tr>
        </thead>
        <tbody>
          {FUNDS.map((fund) => (
            <tr key={fund}>
              <th scope="row">{t(`word.${fund}`)}</th>
              <td className="number">
                <Wan fen={budget.plannedFen[fund]} label={t('budget.planned')} />
              </td>
              {KINDS.map((kind) => (
                <td key={kind} className="number">
                  <Wan
                    fen={budget[AMOUNTS[kind]][fund]}
                    label={`${t(`word.${fund}`)} ${t(`budget.${kind}`)}`}
                    evidence={{ money: kind, fund }}
                  />
                </td>
              ))}
              <td className="number">{share(budget.paidFen[fund], budget.plannedFen[fund])}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('fund.total')}</th>
            <td className="number">
              <Wan fen={budget.plannedFen.total} label={t('budget.planned')} />
            </td>
            {KINDS.map((kind) => (
              <td key={kind} className="number">
                <Wan
                  fen={budget[AMOUNTS[kind]].total}
                  label={t(`budget.${kind}`)}
                  evidence={{ indicator: `programme.${AMOUNTS[kind]}` }}
                />
              </td>
            ))}
            <td className="number">{share(budget.paidFen.total, budget.plannedFen.total)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  )
}
