import type { MouseEvent, ReactNode } from 'react'
import { go, hrefOf, type Route } from '../lib/router.ts'

type Props = { to: Route; className?: string; isCurrent?: boolean; children: ReactNode }

export function Link({ to, className, isCurrent, children }: Props) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    go(to)
  }
  return (
    <a href={hrefOf(to)} className={className} aria-current={isCurrent ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  )
}
