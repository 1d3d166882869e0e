import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { today } from '../lib/format.ts'

type DayFieldProps = {
  id?: string
  value?: string | null
  onChange?: (day: string | null) => void
  isFutureOpen?: boolean
}

/** A civil day as text: a field of an antd form. */
export const DayField = ({ id, value, onChange, isFutureOpen = false }: DayFieldProps) => (
  <DatePicker
    {...(id ? { id } : {})}
    value={value ? dayjs(value) : null}
    style={{ width: 160 }}
    disabledDate={(day) => !isFutureOpen && day.format('YYYY-MM-DD') > today()}
    onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : null)}
  />
)
