import { type RefObject, useEffect } from 'react'
import { t } from '../lib/i18n.ts'

/** Names aloud what antd leaves without a name in the page's language: a table, what scrolls it sideways, the buttons to other pages. */
export function useScrollRegion(box: RefObject<HTMLElement | null>, name: string): void {
  useEffect(() => {
    for (const body of box.current?.querySelectorAll('.ant-table-body, .ant-table-content') ?? []) {
      body.setAttribute('tabindex', '0')
      body.setAttribute('role', 'region')
      body.setAttribute('aria-label', t('table.scroll', { table: name }))
    }
    for (const [part, label] of [
      ['table', name],
      ['.ant-pagination-prev > button', t('table.pageBefore')],
      ['.ant-pagination-next > button', t('table.pageAfter')],
    ] as const) {
      for (const one of box.current?.querySelectorAll(part) ?? []) one.setAttribute('aria-label', label)
    }
  })
}
