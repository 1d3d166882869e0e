import { Button, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { today } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { useAsOf } from '../ui/as-of.ts'

/** The day whose figures are shown; it stays in the URL from page to page. */
export function AsOfPicker() {
  const { asOf, isPast, setAsOf } = useAsOf()
  return (
    <div className="as-of">
      <span className="as-of-label" aria-hidden>
        {t('asOf.label')}
      </span>
      <DatePicker
        aria-label={t('asOf.label')}
        value={dayjs(asOf)}
        allowClear={false}
        inputReadOnly
        style={{ width: 124 }}
        disabledDate={(day) => day.format('YYYY-MM-DD') > today()}
        onChange={(day) => setAsOf(day?.format('YYYY-MM-DD'))}
      />
      {isPast ? (
        <Button type="link" size="small" onClick={() => setAsOf(undefined)}>
          {t('asOf.back')}
        </Button>
      ) : null}
    </div>
  )
}
