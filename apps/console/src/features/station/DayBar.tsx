import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { addDays, today } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { DayInput } from '../../ui/DayInput.tsx'

type DayBarProps = { label: string; on: string; onPick: (day: string) => void; children?: ReactNode }

/** A day to look at, and its neighbours. */
export const DayBar = ({ label, on, onPick, children }: DayBarProps) => (
  <div className="day-bar">
    <Button
      icon={<LeftOutlined aria-hidden />}
      aria-label={t('day.previous')}
      title={t('day.previous')}
      onClick={() => onPick(addDays(on, -1))}
    />
    <DayInput label={label} value={on} max={today()} isRequired onChange={(day) => day && onPick(day)} />
    <Button
      icon={<RightOutlined aria-hidden />}
      aria-label={t('day.next')}
      title={t('day.next')}
      disabled={on >= today()}
      onClick={() => onPick(addDays(on, 1))}
    />
    {children}
  </div>
)
