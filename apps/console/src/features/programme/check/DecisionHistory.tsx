import { useQuery } from '@tanstack/react-query'
import { Drawer, Skeleton } from 'antd'
import { t } from '../../../lib/i18n.ts'
import { EmptyView } from '../../../ui/empty-view.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { labelled } from '../../../ui/punctuation.ts'
import { decisionsQuery } from '../queries.ts'
import { Decision } from './DecisionView.tsx'

/** Every act about a finding, the newest first, with what stood there where it read otherwise. */
export function DecisionHistory({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const asked = useQuery(decisionsQuery(id))
  return (
    <Drawer open onClose={onClose} title={t('decision.history')} size={Math.min(560, window.innerWidth)}>
      <p lang="zh-CN">
        <strong>{title}</strong>
      </p>
      {asked.isPending ? <Skeleton active /> : null}
      {asked.error ? <ErrorView error={asked.error} onRetry={asked.refetch} /> : null}
      {asked.data?.length === 0 ? <EmptyView text={t('decision.noHistory')} /> : null}
      <ol className="event-list">
        {asked.data?.map((act) => (
          <li key={act.id}>
            <Decision decision={act} />
            {act.finding === id ? null : (
              <details className="decision-then">
                <summary>
                  {labelled(t('decision.then'))}
                  <span lang="zh-CN">{act.title}</span>
                </summary>
                <div className="finding-quotes">
                  {act.quotes.map(({ quote, line }) => (
                    <blockquote key={`${line}${quote}`} className="quote">
                      <p lang="zh-CN">{quote}</p>
                      <footer>{t('source.line', { line })}</footer>
                    </blockquote>
                  ))}
                </div>
              </details>
            )}
          </li>
        ))}
      </ol>
    </Drawer>
  )
}
