import { Form, Input } from 'antd'
import { t } from '../../lib/i18n.ts'
import { required } from '../../ui/form-problems.ts'
import { secondsOf } from './words.ts'

const TIME = /^(([01]?\d|2[0-3])[:：][0-5]\d|24[:：]00)$/

type Name = string | (string | number)[]

/**
 * A time of day as 08:30, up to 24:00: the browser's own field speaks the browser's language, not the page's.
 * `after`: where in the form the time stands that this one may not precede.
 */
export const ClockField = ({ name, label, after }: { name: Name; label: string; after?: Name }) => (
  <Form.Item
    name={name}
    label={label}
    validateFirst
    {...(after ? { dependencies: [after] } : {})}
    rules={[
      required(label),
      { pattern: TIME, message: t('logistics.timeHint') },
      ({ getFieldValue }) => ({
        validator: (_, to: string) => {
          const from: unknown = after === undefined ? undefined : getFieldValue(after)
          const isBackward = typeof from === 'string' && TIME.test(from) && secondsOf(to) < secondsOf(from)
          return isBackward ? Promise.reject(new Error(t('logistics.timeBackward', { from }))) : Promise.resolve()
        },
      }),
    ]}
  >
    <Input maxLength={5} placeholder="08:30" autoComplete="off" />
  </Form.Item>
)
