import { Button } from 'antd'
import { t } from '../lib/i18n.ts'
import { problemText, requestIdOf } from '../lib/problem-text.ts'

/** Says of an error what happened, what is kept and what to do. */
export function ErrorView({ error, onRetry }: { error: unknown; onRetry?: (() => unknown) | undefined }) {
  const id = requestIdOf(error)
  return (
    <div className="error-view" role="alert">
      <strong>{t('error.title')}</strong>
      <p>{problemText(error)}</p>
      {id ? <small>{t('error.requestId', { id })}</small> : null}
      {onRetry ? <Button onClick={() => void onRetry()}>{t('action.retry')}</Button> : null}
    </div>
  )
}
