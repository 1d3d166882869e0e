import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form, Input } from 'antd'
import { api, read } from '../../../lib/api.ts'
import { today } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { DayInput } from '../../../ui/DayInput.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { atLeast, required, useFieldProblems } from '../../../ui/form-problems.ts'
import type { Station } from '../queries.ts'

type Fields = { on: string; reason?: string }
type OpeningProps = { station: Station; act: 'open' | 'close' | null; onClose: () => void }

/** 开业 and 关闭: a day, and for closing a reason. */
export function OpeningDrawer({ station, act, onClose }: OpeningProps) {
  const open = t(station.state === 'closed' ? 'station.reopen' : 'station.open')
  return (
    <Drawer
      open={act !== null}
      onClose={onClose}
      title={act === 'close' ? t('station.close') : open}
      size={Math.min(420, window.innerWidth)}
      destroyOnHidden
    >
      {act ? <OpeningForm station={station} act={act} submit={open} onDone={onClose} /> : null}
    </Drawer>
  )
}

type FormProps = { station: Station; act: 'open' | 'close'; submit: string; onDone: () => void }

function OpeningForm({ station, act, submit, onDone }: FormProps) {
  const [form] = Form.useForm<Fields>()
  const { message } = App.useApp()
  const client = useQueryClient()
  const params = { path: { id: station.id } }
  const isClosing = act === 'close'
  const save = useMutation({
    mutationFn: ({ on, reason = '' }: Fields) =>
      isClosing
        ? read(api.POST('/api/stations/{id}/close', { params, body: { on, reason } }))
        : read(api.POST('/api/stations/{id}/open', { params, body: { on } })),
    onSuccess: async ({ name }) => {
      message.success(t(isClosing ? 'station.closed' : 'station.opened', { name }))
      await client.invalidateQueries()
      onDone()
    },
  })
  const rest = useFieldProblems(form, save.error, ['on', 'reason'])
  const dayWord = t(isClosing ? 'station.closedOn' : 'station.openedOn')
  const min = isClosing ? station.openedOn : station.closedOn
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ on: today() }}
      onFinish={(fields) => save.mutate(fields)}
    >
      <p className="form-about">
        {station.name}
        {isClosing ? ` · ${t('station.closeText')}` : ''}
      </p>
      <Form.Item name="on" label={dayWord} rules={[required(dayWord)]}>
        <DayInput max={today()} min={min ?? undefined} isRequired />
      </Form.Item>
      {isClosing ? (
        <Form.Item
          name="reason"
          label={t('station.reason')}
          rules={[{ ...required(t('station.reason')), whitespace: true }, atLeast(2)]}
        >
          <Input.TextArea rows={3} maxLength={200} showCount />
        </Form.Item>
      ) : null}
      {rest ? <ErrorView error={rest} /> : null}
      <Button
        type="primary"
        danger={isClosing}
        htmlType="submit"
        block
        loading={save.isPending}
        className="form-submit"
      >
        {isClosing ? t('station.close') : submit}
      </Button>
    </Form>
  )
}
