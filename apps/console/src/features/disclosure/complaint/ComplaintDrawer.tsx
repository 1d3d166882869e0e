import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form, Input } from 'antd'
import { api, read } from '../../../lib/api.ts'
import { moment } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { atLeast, required, useFieldProblems } from '../../../ui/form-problems.ts'
import { Reveal } from '../../../ui/reveal.tsx'
import type { Complaint } from '../queries.ts'

type Fields = { answer: string }
const MIN_WORDS = 5

type ComplaintDrawerProps = { complaint: Complaint | null; mayAnswer: boolean; onClose: () => void }

/** One complaint in full, and its answer. */
export function ComplaintDrawer({ complaint, mayAnswer, onClose }: ComplaintDrawerProps) {
  const title = complaint
    ? t('complaint.detail', { kind: t(`complaintKind.${complaint.kind}`), receipt: complaint.receipt })
    : ''
  return (
    <Drawer
      open={complaint !== null}
      onClose={onClose}
      title={title}
      size={Math.min(520, window.innerWidth)}
      destroyOnHidden
    >
      {complaint ? <Complained complaint={complaint} /> : null}
      {complaint?.state === 'received' && mayAnswer ? <AnswerForm complaint={complaint} onDone={onClose} /> : null}
    </Drawer>
  )
}

const Complained = ({ complaint }: { complaint: Complaint }) => (
  <>
    <dl className="facts">
      <dt>{t('complaint.receivedAt')}</dt>
      <dd>{moment(complaint.receivedAt)}</dd>
      <dt>{t('complaint.aboutWhat')}</dt>
      <dd>{complaint.about || '—'}</dd>
      <dt>{t('complaint.contact')}</dt>
      <dd>
        {complaint.contact === '' ? (
          t('complaint.anonymous')
        ) : (
          <Reveal
            key={complaint.id}
            masked={complaint.contact}
            name={t('complaint.contact')}
            can="disclosure.reveal"
            ask={(reason) =>
              read(
                api.POST('/api/complaints/{id}/reveal', {
                  params: { path: { id: complaint.id } },
                  body: { field: 'contact', ...reason },
                }),
              )
            }
          />
        )}
      </dd>
      <dt>{t('complaint.state')}</dt>
      <dd>{t(`complaint.state.${complaint.state}`)}</dd>
    </dl>
    <p className="panel" style={{ margin: '12px 0', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {complaint.body}
    </p>
    {complaint.answeredAt === null ? null : (
      <section>
        <h2 style={{ fontSize: 15 }}>{t('complaint.answer')}</h2>
        <p style={{ color: 'var(--ink-soft)' }}>{moment(complaint.answeredAt)}</p>
        <p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{complaint.answer}</p>
      </section>
    )}
  </>
)

function AnswerForm({ complaint: { id, receipt }, onDone }: { complaint: Complaint; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const { message } = App.useApp()
  const client = useQueryClient()
  const answer = useMutation({
    mutationFn: (body: Fields) => read(api.POST('/api/complaints/{id}/answer', { params: { path: { id } }, body })),
    onSuccess: async () => {
      message.success(t('complaint.answered', { receipt }))
      onDone()
      await client.invalidateQueries({ queryKey: ['disclosure'] })
    },
  })
  const rest = useFieldProblems(form, answer.error, ['answer'])
  return (
    <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={(fields) => answer.mutate(fields)}>
      <p className="form-about">{t('complaint.answerHint')}</p>
      <Form.Item
        name="answer"
        label={t('complaint.answer')}
        rules={[{ ...required(t('complaint.answer')), whitespace: true }, atLeast(MIN_WORDS)]}
      >
        <Input.TextArea rows={8} maxLength={2000} showCount />
      </Form.Item>
      {rest ? <ErrorView error={rest} /> : null}
      <Button type="primary" htmlType="submit" block loading={answer.isPending} className="form-submit">
        {t('complaint.submit')}
      </Button>
    </Form>
  )
}
