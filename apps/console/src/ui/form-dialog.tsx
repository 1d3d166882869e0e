import { useMutation } from '@tanstack/react-query'
import { App, Form, type FormInstance, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { Problem } from '../lib/api.ts'
import { t } from '../lib/i18n.ts'
import { uuidv7 } from '../lib/ids.ts'
import { problemText } from '../lib/problem-text.ts'
import { ErrorView } from './error-view.tsx'

type FormDialogProps<Fields> = {
  title: string
  about?: ReactNode
  initial?: Partial<Fields>
  /** `id` stays the same until the dialog closes: a command sent again is done once. */
  onSubmit: (fields: Fields, id: string) => Promise<unknown>
  onDone: () => unknown
  onClose: () => void
  children: ReactNode
}

/** The server names the field that it refuses: the sentence goes there too. */
function markField<Fields>(form: FormInstance<Fields>, error: unknown): void {
  if (!(error instanceof Problem) || error.field === undefined) return
  const name = error.field as Parameters<typeof form.setFields>[0][number]['name'] // a name that is not in the form marks nothing
  form.setFields([{ name, errors: [problemText(error)] }])
}

/** A command as a form of one column; it closes when the command is done. Mount it to open it. */
export function FormDialog<Fields extends object>(props: FormDialogProps<Fields>) {
  const [form] = Form.useForm<Fields>()
  const [id] = useState(uuidv7)
  const { message } = App.useApp()
  const save = useMutation({
    mutationFn: (fields: Fields) => props.onSubmit(fields, id),
    onSuccess: async () => {
      message.success(t('form.saved'))
      props.onClose()
      await props.onDone()
    },
    onError: (error) => markField(form, error),
  })
  return (
    <Modal
      open
      title={props.title}
      okText={t('action.save')}
      cancelText={t('action.cancel')}
      onOk={() => form.submit()}
      onCancel={props.onClose}
      confirmLoading={save.isPending}
      mask={{ closable: false }}
    >
      {props.about}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError
        initialValues={props.initial ?? {}}
        onFinish={(fields) => save.mutate(fields)}
        style={{ marginTop: 12 }}
      >
        {props.children}
      </Form>
      {save.error ? <ErrorView error={save.error} /> : null}
    </Modal>
  )
}

export const required = (field: string) => ({ required: true, message: t('form.required', { field }) })
