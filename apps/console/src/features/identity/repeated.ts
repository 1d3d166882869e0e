import type { FormRule } from 'antd'
import { t } from '../../lib/i18n.ts'

/** The rule of a field that must be typed like another. */
export const repeated =
  (name: string): FormRule =>
  ({ getFieldValue }) => ({
    validator: (_, value) =>
      value && value !== getFieldValue(name) ? Promise.reject(new Error(t('password.differs'))) : Promise.resolve(),
  })
