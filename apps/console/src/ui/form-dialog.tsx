import { useMutation } from '@tanstack/react-query'
import { App, Form, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { t } from '../lib/i18n.ts'
import { uuidv7 } from '../lib/ids.ts'
import { ErrorView } from './error-view.tsx'
import { useFieldProblems } from './form-problems.ts'

type FormDialogProps<Fields> = {
  title: string
  about?: ReactNode
  initial?: Partial<Fields>
  /** The word on the button, where nothing is saved. */
  okText?: string
  /** `id` stays the same until the dialog closes: a command sent again is done once. */
  onSubmit: (fields: Fields, id: string) => Promise<unknown>
  onDone: () => unknown
  onClose: () => void
  children: ReactNode
}

/** A command as a form of one column; it closes when the command is done. Mount it to open it. */
export function FormDialog<Fields extends object>(props: FormDialogProps<Fields>) {
  const [form] = Form.useForm<Fields>()
  const [id] = useState(uuidv7)
  const { message } = App.useApp()
  const save = useMutation({
    mutationFn: (fields: Fields) => props.onSubmit(fields, id),
    onSuccess: async () => {
      if (props.okText === undefined) message.success(t('form.saved'))
      props.onClose()
      await props.onDone()
    },
  })
  const rest = useFieldProblems(form, save.error, save.error ? Object.keys(form.getFieldsValue()) : [])
  return (
    <Modal
      open
      title={props.title}
      okText={props.okText ?? t('action.save')}
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
      {rest ? <ErrorView error={rest} /> : null}
    </Modal>
  )
}
