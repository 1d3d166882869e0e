import { type ReactNode, useEffect } from 'react'
import { t } from '../lib/i18n.ts'

/** The name of a page, what it is about, and its one primary action. */
export function PageHeader({ title, about, action }: { title: string; about?: ReactNode; action?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${t('product.name')}`
  }, [title])
  return (
    <header className="page-header">
      <div>
        <h1>{title}</h1>
        {about ? <p>{about}</p> : null}
      </div>
      {action}
    </header>
  )
}
