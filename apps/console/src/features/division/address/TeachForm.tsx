import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input } from 'antd'
import { useEffect } from 'react'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { PlacePicker } from '../../../ui/PlacePicker.tsx'
import { unexplained } from './lines.ts'
import { type Answered, aliasesQuery, learn } from './queries.ts'

type Values = { name: string; code: string }
type TeachFormProps = { answered: Answered; code: string | null; onClose: () => void; onTaught: () => void }

const NAME = /^[\u3400-\u9fffA-Za-z0-9]{2,20}$/

/** Teaches a name: the words of the place, and where it is. */
export function TeachForm({ answered, code, onClose, onTaught }: TeachFormProps) {
  const [form] = Form.useForm<Values>()
  const { message } = App.useApp()
  const client = useQueryClient()
  useEffect(() => {
    if (code) form.setFieldValue('code', code)
  }, [code, form])
  const teach = useMutation({
    mutationFn: learn,
    onSuccess: (aliases, { name }) => {
      client.setQueryData(aliasesQuery.queryKey, aliases)
      void message.success(t('address.taught', { name }))
      onTaught()
    },
  })
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      className="address-form"
      initialValues={{ name: unexplained(answered), code }}
      onFinish={(values) => teach.mutate(values)}
    >
      <Form.Item
        name="name"
        label={t('address.name')}
        extra={t('address.nameHint')}
        rules={[{ required: true, pattern: NAME, message: t('address.nameRule') }]}
      >
        <Input maxLength={20} autoComplete="off" />
      </Form.Item>
      <Form.Item name="code" label={t('address.place')} rules={[{ required: true, message: t('address.placeRule') }]}>
        <PlacePicker depth="village" />
      </Form.Item>
      {teach.error ? (
        <p role="alert" className="address-refused">
          {problemText(teach.error)}
        </p>
      ) : null}
      <div className="address-acts">
        <Button type="primary" htmlType="submit" loading={teach.isPending}>
          {t('address.remember')}
        </Button>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
      </div>
    </Form>
  )
}
