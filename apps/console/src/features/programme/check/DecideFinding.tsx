import { useQueryClient } from '@tanstack/react-query'
import { Form, Input, Radio, Space } from 'antd'
import { api, type Command, Problem, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { FileField } from '../../../ui/file-field.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { required } from '../../../ui/form-problems.ts'
import { labelled } from '../../../ui/punctuation.ts'
import type { CountyFinding } from '../queries.ts'

type Act = Command<'/api/programme/findings/{id}/decisions'>
type Fields = { kind: 'settled' | 'accepted'; text: string; paper?: string; fileId?: string | null }

const MAX_TEXT = 1000

/** The last act that the person saw: the new one takes its place. */
const lastOf = ({ decision, former }: CountyFinding) => decision ?? former?.decision ?? null

/** Sends an act; where somebody else was first, the list shows his. */
function useDecide(finding: CountyFinding) {
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: ['programme'] })
  const send = (body: Omit<Act, 'replaces'>) =>
    read(
      api.POST('/api/programme/findings/{id}/decisions', {
        params: { path: { id: finding.id } },
        body: { ...body, replaces: lastOf(finding)?.id ?? null },
      }),
    ).catch(async (error: unknown) => {
      if (error instanceof Problem && (error.status === 409 || error.status === 404)) await refresh()
      throw error
    })
  return { send, refresh }
}

type DialogProps = { finding: CountyFinding; onClose: () => void }

/** Which reading applies, or why nothing is changed, with the paper that says so. */
export function DecideFinding({ finding, onClose }: DialogProps) {
  const { send, refresh } = useDecide(finding)
  const last = lastOf(finding)
  const initial: Partial<Fields> =
    last && last.kind !== 'withdrawn'
      ? { kind: last.kind, text: last.text, paper: last.paper, fileId: last.fileId }
      : { kind: 'settled' }
  return (
    <FormDialog<Fields>
      title={t('decision.decide')}
      about={
        <div className="decide-about">
          <p>
            <strong>{finding.title}</strong>
          </p>
          <p>
            {labelled(t('check.decide'))}
            {finding.decide}
          </p>
        </div>
      }
      initial={initial}
      onClose={onClose}
      onDone={refresh}
      onSubmit={({ kind, text, paper = '', fileId = null }, id) => send({ id, kind, text, paper, fileId })}
    >
      <Form.Item name="kind" label={t('decision.kind')}>
        <Radio.Group>
          <Space orientation="vertical">
            <Radio value="settled">{t('decision.kind.settled')}</Radio>
            <Radio value="accepted">{t('decision.kind.accepted')}</Radio>
          </Space>
        </Radio.Group>
      </Form.Item>
      <Form.Item noStyle dependencies={['kind']}>
        {({ getFieldValue }) => {
          const kind: Fields['kind'] = getFieldValue('kind')
          const label = t(`decision.text.${kind}`)
          return (
            <Form.Item name="text" label={label} rules={[{ ...required(label), whitespace: true }]}>
              <Input.TextArea rows={4} maxLength={MAX_TEXT} showCount placeholder={t(`decision.example.${kind}`)} />
            </Form.Item>
          )
        }}
      </Form.Item>
      <Form.Item name="paper" label={t('decision.paper')} rules={[{ max: 80 }]}>
        <Input />
      </Form.Item>
      <Form.Item name="fileId" label={t('decision.file')}>
        <FileField />
      </Form.Item>
    </FormDialog>
  )
}

export function WithdrawDecision({ finding, onClose }: DialogProps) {
  const { send, refresh } = useDecide(finding)
  const label = t('decision.text.withdrawn')
  return (
    <FormDialog<{ text: string }>
      title={t('decision.withdraw')}
      about={<p>{t('decision.withdrawAbout')}</p>}
      onClose={onClose}
      onDone={refresh}
      onSubmit={({ text }, id) => send({ id, kind: 'withdrawn', text })}
    >
      <Form.Item name="text" label={label} rules={[{ ...required(label), whitespace: true }]}>
        <Input.TextArea rows={3} maxLength={MAX_TEXT} showCount />
      </Form.Item>
    </FormDialog>
  )
}
