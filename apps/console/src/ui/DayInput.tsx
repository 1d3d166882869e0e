import { DatePicker } from 'antd'
import dayjs from 'dayjs'

type DayInputProps = {
  id?: string
  value?: string | null
  onChange?: (day: string | null) => void
  /** The last day that may be chosen. */
  max?: string
  min?: string | undefined
  isRequired?: boolean
  label?: string
  placeholder?: string
}

/** A civil day, kept as 2026-05-01. */
export const DayInput = ({ id, value, onChange, max, min, isRequired = false, label, placeholder }: DayInputProps) => (
  <DatePicker
    {...(id ? { id } : {})}
    {...(label ? { 'aria-label': label } : {})}
    {...(placeholder ? { placeholder } : {})}
    value={value ? dayjs(value) : null}
    allowClear={!isRequired}
    disabledDate={(day) => {
      const at = day.format('YYYY-MM-DD')
      return (max !== undefined && at > max) || (min !== undefined && at < min)
    }}
    onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : null)}
  />
)
