import { FileTextOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { fileHref } from '../../../lib/api.ts'
import { moment } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { SimulatedMark } from '../../../ui/figure.tsx'
import { labelled } from '../../../ui/punctuation.ts'
import { StateTag, type Tone } from '../../../ui/state-tag.tsx'
import type { CountyFinding, FindingDecision } from '../queries.ts'

const TONES: Record<FindingDecision['kind'], Tone> = { settled: 'good', accepted: 'good', withdrawn: 'plain' }

/** What was decided, by whom, when, and by what paper. */
export function Decision({ decision }: { decision: FindingDecision }) {
  const { kind, text, decidedByName, decidedAt, paper, fileId, isSimulated } = decision
  return (
    <>
      <p className="decision-text">
        <StateTag tone={TONES[kind]}>{t(`decision.${kind}`)}</StateTag>
        {isSimulated ? <SimulatedMark /> : null} {text}
      </p>
      <p className="decision-by">
        {t('decision.by', { name: decidedByName, at: moment(decidedAt) })}
        {paper ? ` · ${paper}` : ''}
        {fileId ? (
          <>
            {' · '}
            <a href={fileHref(fileId)}>
              <FileTextOutlined aria-hidden /> {t('decision.download')}
            </a>
          </>
        ) : null}
      </p>
    </>
  )
}

type Quotes = CountyFinding['quotes']

const Sentences = ({ title, quotes }: { title: string; quotes: Quotes }) =>
  quotes.length === 0 ? null : (
    <div>
      <p className="decision-by">{labelled(title)}</p>
      <ul className="decision-sentences">
        {quotes.map(({ quote, line }) => (
          <li key={`${line}${quote}`} lang="zh-CN">
            {quote}
          </li>
        ))}
      </ul>
    </div>
  )

/** Open again: what was decided while it read otherwise, and what reads otherwise. */
function Former({ former }: { former: NonNullable<CountyFinding['former']> }) {
  const { decision, changed, lost, gained } = former
  return (
    <div className="decision decision-changed">
      <p>
        <StateTag tone="warn">{t(`decision.changed.${changed}`)}</StateTag>
      </p>
      <p className="decision-by">{labelled(t('decision.before'))}</p>
      <Decision decision={decision} />
      <Sentences title={t('decision.lost')} quotes={lost} />
      <Sentences title={t('decision.gained')} quotes={gained} />
      {lost.length + gained.length === 0 ? <p className="decision-by">{t('decision.moved')}</p> : null}
    </div>
  )
}

export type DecisionAct = 'decide' | 'withdraw' | 'history'

/** What stands under a finding: its decision, and what may be done about it. */
export function FindingDecisionView({
  finding,
  mayDecide,
  onAct,
}: {
  finding: CountyFinding
  mayDecide: boolean
  onAct: (act: DecisionAct) => void
}) {
  const { decision, former, isOpen } = finding
  const again = former ? 'decision.decideAgain' : 'decision.decide'
  return (
    <>
      {decision ? (
        <div className={isOpen ? 'decision' : 'decision decision-held'}>
          <Decision decision={decision} />
        </div>
      ) : null}
      {former ? <Former former={former} /> : null}
      <div className="decision-acts">
        {mayDecide ? (
          <Button type={isOpen ? 'primary' : 'default'} ghost={isOpen} onClick={() => onAct('decide')}>
            {t(isOpen ? again : 'decision.revise')}
          </Button>
        ) : null}
        {mayDecide && !isOpen ? <Button onClick={() => onAct('withdraw')}>{t('decision.withdraw')}</Button> : null}
        {decision || former ? (
          <Button type="link" onClick={() => onAct('history')}>
            {t('decision.history')}
          </Button>
        ) : null}
      </div>
    </>
  )
}
