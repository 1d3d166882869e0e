import { Alert, Progress } from 'antd'
import { moment } from '../../lib/format.ts'
import { t, tWord } from '../../lib/i18n.ts'
import { StateTag } from '../../ui/state-tag.tsx'
import { type Check, isOpen } from './queries.ts'

const share = ({ checked, total }: Check): number => (total === 0 ? 0 : Math.floor((checked / total) * 100))
const scopeText = ({ day }: Check): string => day ?? t('seal.allDays')

/** The newest verification: how far it is, or what it found. */
export function CheckResult({ check }: { check: Check }) {
  if (isOpen(check))
    return (
      <div className="panel" role="status">
        <p>{t('seal.checking', { day: scopeText(check) })}</p>
        <Progress percent={share(check)} status="active" />
      </div>
    )
  if (check.state === 'failed')
    return <Alert type="warning" showIcon title={t('seal.checkFailed', { day: scopeText(check) })} />
  const said = { day: scopeText(check), events: check.checked, at: moment(check.finishedAt ?? check.askedAt) }
  if (check.findings.length === 0)
    return (
      <div className="panel" role="status">
        <StateTag tone="good">{t('seal.sound', said)}</StateTag>
      </div>
    )
  return (
    <Alert
      type="error"
      showIcon
      title={t('seal.unsound', said)}
      description={
        <>
          <ul>
            {check.findings.map(({ day, kind, event }) => (
              <li key={`${day} ${kind}`}>
                {day} {tWord(`finding.${kind}`, kind)}
                {event ? (
                  <>
                    <br />
                    {tWord(`event.${event.kind}`, event.kind)} <code>{event.id}</code>
                  </>
                ) : null}
              </li>
            ))}
          </ul>
          <p>{t('seal.whatToDo')}</p>
        </>
      }
    />
  )
}
