import { LeftOutline } from 'antd-mobile-icons'
import type { ReactNode } from 'react'
import { t } from '../lib/i18n/index.ts'
import { back, type Route } from '../lib/router.ts'
import { Bottom } from './Bottom.tsx'

type Props = {
  title: ReactNode
  /** Where the arrow leads when one did not come from inside. */
  up?: Route
  end?: ReactNode
  children: ReactNode
  /** What the thumb reaches: the page's one action. */
  bottom?: ReactNode
}

export function Page({ title, up, end, children, bottom }: Props) {
  return (
    <>
      <header className="head">
        {up && (
          <button type="button" className="icon-button" aria-label={t('do.back')} onClick={() => back(up)}>
            <LeftOutline />
          </button>
        )}
        <h1>{title}</h1>
        {end}
      </header>
      <div className="body">{children}</div>
      {bottom && <Bottom>{bottom}</Bottom>}
    </>
  )
}
