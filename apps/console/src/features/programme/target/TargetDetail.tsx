import { count } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { Quote } from '../../../ui/quote.tsx'
import type { Target } from '../queries.ts'

/** The sentence that a target comes from, and where the same plan says otherwise. */
export function TargetDetail({ target }: { target: Target }) {
  const { source, conflicts, note, numerator, denominator, valueOn } = target
  return (
    <div className="detail">
      <Quote source={source} />
      {conflicts.length > 0 ? (
        <div>
          <strong>{t('target.conflicts')}</strong>
          {conflicts.map(({ value, quote, line }) => (
            <div key={`${line}${quote}`} className="detail-conflict">
              <span>{typeof value === 'number' ? count(value) : value}</span>
              <Quote source={{ quote, line }} />
            </div>
          ))}
        </div>
      ) : null}
      <dl className="facts">
        {valueOn ? (
          <>
            <dt>{t('target.valueOn')}</dt>
            <dd>
              {valueOn}
              {denominator === null ? '' : `（${numerator}/${denominator}）`}
            </dd>
          </>
        ) : null}
        <dt>{t('target.measure')}</dt>
        <dd>{t(`measure.${target.measure}`)}</dd>
        {note ? (
          <>
            <dt>{t('target.noteLabel')}</dt>
            <dd>{note}</dd>
          </>
        ) : null}
      </dl>
    </div>
  )
}
