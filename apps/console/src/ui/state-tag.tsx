import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  InfoCircleOutlined,
  MinusCircleOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'

export type Tone = 'good' | 'warn' | 'bad' | 'plain' | 'info'

const SIGNS: Record<Tone, ReactNode> = {
  good: <CheckCircleFilled aria-hidden />,
  warn: <ClockCircleOutlined aria-hidden />,
  bad: <CloseCircleFilled aria-hidden />,
  plain: <MinusCircleOutlined aria-hidden />,
  info: <InfoCircleOutlined aria-hidden />,
}

/** A state in words, with a sign beside the colour. */
export function StateTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`state-tag state-tag-${tone}`}>
      {SIGNS[tone]}
      {children}
    </span>
  )
}
