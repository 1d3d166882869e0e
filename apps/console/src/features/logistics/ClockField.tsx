import { Form, Input } from 'antd'
import { t } from '../../lib/i18n.ts'
import { required } from '../../ui/form-problems.ts'

const TIME = /^(([01]?\d|2[0-3])[:：][0-5]\d|24[:：]00)$/

/** A time of day as 08:30, up to 24:00: the browser's own field speaks the browser's language, not the page's. */
export const ClockField = ({ name, label }: { name: string | (string | number)[]; label: string }) => (
  <Form.Item
    name={name}
    label={label}
    rules={[required(label), { pattern: TIME, message: t('logistics.timeHint') }]}
    validateFirst
  >
    <Input maxLength={5} placeholder="08:30" autoComplete="off" />
  </Form.Item>
)
