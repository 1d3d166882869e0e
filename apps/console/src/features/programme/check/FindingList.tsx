import './check.css'
import { DownloadOutlined } from '@ant-design/icons'
import { Button, Segmented, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { t, tWord } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { saveSheet } from '../../../ui/data-table/sheet.ts'
import { EmptyView } from '../../../ui/empty-view.tsx'
import { useIsPrinting } from '../../../ui/printing.ts'
import { labelled, listed } from '../../../ui/punctuation.ts'
import { StateTag, type Tone } from '../../../ui/state-tag.tsx'
import type { PlanFinding } from '../queries.ts'

type Severity = PlanFinding['severity']
const SEVERITIES: readonly Severity[] = ['error', 'warn', 'info']
const TONES: Record<Severity, Tone> = { error: 'bad', warn: 'warn', info: 'info' }
const kindOf = (detector: string) => tWord(`detector.${detector}`, detector)

const columns = <Finding extends PlanFinding>(): Column<Finding>[] => [
  { key: 'severity', title: t('severity.label'), value: ({ severity }) => t(`severity.${severity}`) },
  { key: 'detector', title: t('check.kind'), value: ({ detector }) => kindOf(detector), width: 140 },
  { key: 'title', title: t('check.finding'), value: ({ title }) => title, width: 400, isProse: true },
  {
    key: 'lines',
    title: t('check.lines'),
    value: ({ quotes }) => listed([...new Set(quotes.map(({ line }) => String(line)))]),
    width: 120,
  },
  {
    key: 'quotes',
    title: t('check.quotes'),
    value: ({ quotes }) => quotes.map(({ quote, line }) => labelled(t('source.line', { line })) + quote).join('\n'),
    width: 600,
    isProse: true,
  },
  { key: 'why', title: t('check.why'), value: ({ why }) => why, width: 400, isProse: true },
  { key: 'decide', title: t('check.decide'), value: ({ decide }) => decide, width: 300, isProse: true },
]

type FindingListProps<Finding extends PlanFinding> = {
  findings: readonly Finding[]
  /** The name of the sheet to take away. */
  caption: string
  /** Leads from a line to the document, where there is one to show. */
  lineLink?: ((line: number) => ReactNode) | undefined
  /** A further choice, before the others. */
  choice?: ReactNode
  /** Decided: it is no longer shown as an alarm. */
  isCalm?: (finding: Finding) => boolean
  /** What stands under a finding. */
  foot?: (finding: Finding) => ReactNode
  /** Further columns of the sheet. */
  furtherColumns?: readonly Column<Finding>[]
  /** What is said where there is no finding at all. */
  empty?: ReactNode
}

/** Findings by severity, narrowed by severity and kind, to take away as a sheet. */
export function FindingList<Finding extends PlanFinding>(props: FindingListProps<Finding>) {
  const { findings, caption, lineLink, choice, isCalm, foot, furtherColumns = [], empty } = props
  const [severity, setSeverity] = useState<Severity | 'all'>('all')
  const [kinds, setKinds] = useState<string[]>([])
  const shown = findings.filter(
    (finding) =>
      (severity === 'all' || finding.severity === severity) && (kinds.length === 0 || kinds.includes(finding.detector)),
  )
  const count = (of: Severity) => findings.filter((finding) => finding.severity === of).length
  const nothing = (findings.length === 0 ? empty : undefined) ?? <EmptyView text={t('check.none')} />
  const detectors = [...new Set(findings.map(({ detector }) => detector))]
  return (
    <>
      <div className="finding-bar">
        {choice}
        <Segmented
          value={severity}
          onChange={setSeverity}
          options={[
            { value: 'all' as const, label: `${t('check.anySeverity')} ${findings.length}` },
            ...SEVERITIES.map((of) => ({ value: of, label: `${t(`severity.${of}`)} ${count(of)}` })),
          ]}
          aria-label={t('severity.label')}
        />
        <Select
          mode="multiple"
          allowClear
          className="finding-kinds"
          value={kinds}
          onChange={setKinds}
          placeholder={t('check.kindAll')}
          aria-label={t('check.kind')}
          maxTagCount="responsive"
          options={detectors.map((detector) => ({ value: detector, label: kindOf(detector) }))}
        />
        <Button
          icon={<DownloadOutlined aria-hidden />}
          disabled={shown.length === 0}
          onClick={() => void saveSheet(caption, [...columns(), ...furtherColumns], shown)}
        >
          {t('check.export')}
        </Button>
      </div>
      {shown.length === 0 ? nothing : null}
      {SEVERITIES.filter((of) => shown.some((finding) => finding.severity === of)).map((of) => (
        <section key={of} className="finding-group" aria-label={t(`severity.${of}`)}>
          <h3>
            {t(`severity.${of}`)} <small>{t(`severity.${of}.about`)}</small>
          </h3>
          <div className="findings">
            {shown
              .filter((finding) => finding.severity === of)
              .map((finding) => (
                <FindingView
                  key={`${finding.detector}${finding.title}${finding.quotes[0]?.line}`}
                  finding={finding}
                  lineLink={lineLink}
                  tone={isCalm?.(finding) ? 'plain' : TONES[finding.severity]}
                  foot={foot?.(finding)}
                />
              ))}
          </div>
        </section>
      ))}
    </>
  )
}

const SHOWN_QUOTES = 4

type FindingViewProps = {
  finding: PlanFinding
  tone: Tone
  lineLink: ((line: number) => ReactNode) | undefined
  foot: ReactNode
}

function FindingView({ finding, tone, lineLink, foot }: FindingViewProps) {
  const [isWhole, setWhole] = useState(false)
  const isPrinting = useIsPrinting()
  const { quotes } = finding
  const shown = isWhole || isPrinting ? quotes : quotes.slice(0, SHOWN_QUOTES)
  return (
    <article className="panel finding">
      <h4>
        <StateTag tone={tone}>{kindOf(finding.detector)}</StateTag> {finding.title}
      </h4>
      <div className="finding-quotes">
        {shown.map(({ quote, line }) => (
          <blockquote key={`${line}${quote}`} className="quote">
            <p lang="zh-CN">{quote}</p>
            <footer>{lineLink ? lineLink(line) : t('source.line', { line })}</footer>
          </blockquote>
        ))}
      </div>
      {quotes.length > SHOWN_QUOTES ? (
        <Button type="link" size="small" onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('check.less') : t('check.more', { more: quotes.length - SHOWN_QUOTES })}
        </Button>
      ) : null}
      <p>
        {labelled(t('check.why'))}
        {finding.why}
      </p>
      <p className="finding-decide">
        {labelled(t('check.decide'))}
        {finding.decide}
      </p>
      {foot}
    </article>
  )
}
