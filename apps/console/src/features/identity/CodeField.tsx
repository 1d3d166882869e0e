import { Form, Input } from 'antd'
import { t } from '../../lib/i18n.ts'

/** The six digits of the telephone, or a recovery code. */
export const CodeField = ({ hint = t('code.hint') }: { hint?: string }) => (
  <Form.Item
    name="code"
    label={t('code.label')}
    extra={hint}
    rules={[{ required: true, message: t('form.required', { field: t('code.label') }) }]}
  >
    <Input size="large" autoComplete="one-time-code" inputMode="text" maxLength={20} autoFocus />
  </Form.Item>
)
