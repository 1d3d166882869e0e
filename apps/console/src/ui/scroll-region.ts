import { type RefObject, useEffect } from 'react'
import { t } from '../lib/i18n.ts'

/** Makes what antd scrolls sideways reachable by keyboard and named aloud. */
export function useScrollRegion(box: RefObject<HTMLElement | null>, name: string): void {
  useEffect(() => {
    for (const body of box.current?.querySelectorAll('.ant-table-body, .ant-table-content') ?? []) {
      body.setAttribute('tabindex', '0')
      body.setAttribute('role', 'region')
      body.setAttribute('aria-label', t('table.scroll', { table: name }))
    }
  })
}
