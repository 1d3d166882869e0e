import { percent } from '../../../../lib/format.ts'
import { t } from '../../../../lib/i18n.ts'
import type { FundRule } from '../../queries.ts'

const text = (value: number | null, isRatio: boolean) => {
  if (value === null) return '—'
  return isRatio ? percent(value, 2) : t('rules.wan', { value })
}

/** Plan and payments against the limit; the limit is the upright mark. */
export function RuleBar({ rule }: { rule: FundRule }) {
  const { planned, paid, limit, isRatio } = rule
  if (limit === null || (planned === null && paid === null)) return null
  const scale = Math.max(limit, planned ?? 0, paid ?? 0) * 1.15
  const width = (value: number | null) => `${scale === 0 ? 0 : ((value ?? 0) / scale) * 100}%`
  const aloud = t('rules.barAloud', {
    planned: text(planned, isRatio),
    paid: text(paid, isRatio),
    limit: text(limit, isRatio),
  })
  return (
    <span className="rule-bar" title={aloud}>
      <span className="visually-hidden">{aloud}</span>
      {planned === null ? null : (
        <span className="rule-bar-row" aria-hidden>
          <span className="rule-bar-name">{t('rules.barPlanned')}</span>
          <span className="rule-bar-track">
            <span className="rule-bar-planned" style={{ width: width(planned) }} />
            <span className="pace-mark" style={{ left: width(limit), top: -2, height: 10 }} />
          </span>
        </span>
      )}
      {paid === null ? null : (
        <span className="rule-bar-row" aria-hidden>
          <span className="rule-bar-name">{t('rules.barPaid')}</span>
          <span className="rule-bar-track">
            <span className="rule-bar-paid" style={{ width: width(paid) }} />
            <span className="pace-mark" style={{ left: width(limit), top: -2, height: 10 }} />
          </span>
        </span>
      )}
    </span>
  )
}
