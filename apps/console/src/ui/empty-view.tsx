import type { ReactNode } from 'react'

/** One line, one action. */
export const EmptyView = ({ text, action }: { text: string; action?: ReactNode }) => (
  <div className="empty-view">
    <span>{text}</span>
    {action}
  </div>
)
