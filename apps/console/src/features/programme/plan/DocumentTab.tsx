import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { t, tWord } from '../../../lib/i18n.ts'
import { useAsOf } from '../../../ui/as-of.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { Quote } from '../../../ui/quote.tsx'
import { PlanLines } from '../check/PlanLines.tsx'
import { budgetQuery, linesQuery, type Programme, programmeQuery } from '../queries.ts'

type Document = Programme['document']

/** The document that the plan is, and what it stands on. */
export function DocumentTab() {
  const { asOf } = useAsOf()
  const asked = useQuery(programmeQuery(asOf))
  const funds = useQuery(budgetQuery(asOf)).data?.fundSources
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  const { document } = asked.data
  return (
    <>
      <div className="document">
        <section className="panel">
          <h2>{document.title}</h2>
          <DocumentFacts document={document} />
        </section>
        <Papers title={t('document.basis')} papers={document.basedOn} />
        <Papers title={t('document.repeals')} papers={document.repeals} />
        {funds ? (
          <section className="panel">
            <h2>{t('document.fundSources')}</h2>
            <dl className="facts">
              {(['central', 'local', 'social'] as const).map((fund) => (
                <Fact key={fund} name={t(`word.${fund}`)}>
                  {funds[fund] ?? t('document.unknown')}
                </Fact>
              ))}
            </dl>
          </section>
        ) : null}
        {document.contacts.length > 0 ? (
          <section className="panel">
            <h2>{t('document.contacts')}</h2>
            <dl className="facts">
              {document.contacts.map(({ unit, phone }) => (
                <Fact key={unit} name={unit}>
                  {phone}
                </Fact>
              ))}
            </dl>
          </section>
        ) : null}
        {document.missing.length > 0 ? (
          <section className="panel">
            <h2>{t('document.missing')}</h2>
            <ul>
              {document.missing.map((what) => (
                <li key={what}>{what}</li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
      <TextByLines />
    </>
  )
}

/** The text as it was loaded; a finding leads to its line. */
function TextByLines() {
  const { line } = useSearch({ from: '/signed-in/plan' })
  const asked = useQuery(linesQuery)
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  return (
    <section className="section">
      <h2>{t('document.text')}</h2>
      <PlanLines lines={asked.data.lines} line={line} label={t('document.text')} />
    </section>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

function DocumentFacts({ document }: { document: Document }) {
  const unknown = t('document.unknown')
  return (
    <dl className="facts">
      <Fact name={t('document.number')}>{document.number ?? unknown}</Fact>
      <Fact name={t('document.issuer')}>{document.issuer ?? unknown}</Fact>
      <Fact name={t('document.issuedOn')}>{document.issuedOn ?? document.issuedYear ?? unknown}</Fact>
      <Fact name={t('document.status')}>
        {tWord(`documentStatus.${document.status}`, document.status)}
        {document.statusNote ? `（${document.statusNote}）` : ''}
      </Fact>
      <Fact name={t('document.disclosure')}>{document.disclosure ?? unknown}</Fact>
      {document.note ? <Fact name={t('target.noteLabel')}>{document.note}</Fact> : null}
      <Fact name={t('document.fingerprint')}>
        <code>{document.sha256}</code>
      </Fact>
    </dl>
  )
}

const Papers = ({ title, papers }: { title: string; papers: Document['basedOn'] }) => (
  <section className="panel">
    <h2>{title}</h2>
    {papers.length === 0 ? <p>{t('document.none')}</p> : null}
    {papers.map(({ title: name, number, source }) => (
      <div key={`${name}${number}`} style={{ marginBottom: 8 }}>
        <strong>{[name, number].filter(Boolean).join(' ')}</strong>
        <Quote source={source} />
      </div>
    ))}
  </section>
)
