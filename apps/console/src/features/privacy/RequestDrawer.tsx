import { DownloadOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form, Input, Popconfirm, Radio, Space } from 'antd'
import { api, read } from '../../lib/api.ts'
import { moment } from '../../lib/format.ts'
import { inLanguage, t } from '../../lib/i18n.ts'
import { ErrorView } from '../../ui/error-view.tsx'
import { atLeast, required, useFieldProblems } from '../../ui/form-problems.ts'
import { type FoundThing, foundQuery, HOWS, type PersonRequest, savePerson } from './queries.ts'

/** One request: who made sure of the person, what there is of him, what was done. */
export const RequestDrawer = ({ request, onClose }: { request: PersonRequest | null; onClose: () => void }) => (
  <Drawer
    open={request !== null}
    onClose={onClose}
    title={request ? t(`privacyKind.${request.kind}`) : ''}
    size={Math.min(560, window.innerWidth)}
    destroyOnHidden
  >
    {request ? <Handled key={request.id} request={request} /> : null}
  </Drawer>
)

function Handled({ request }: { request: PersonRequest }) {
  const isOpen = request.doneAt === null
  return (
    <>
      <dl className="facts">
        <dt>{t('person.name')}</dt>
        <dd>{request.name || t('privacyRequest.erased')}</dd>
        <dt>{t('person.phone')}</dt>
        <dd>{request.phone || '—'}</dd>
        {request.accountName ? (
          <>
            <dt>{t('person.account')}</dt>
            <dd>{request.accountName}</dd>
          </>
        ) : null}
        <dt>{t('privacyRequest.askedOn')}</dt>
        <dd>{request.askedOn}</dd>
        <dt>{t('privacyRequest.dueOn')}</dt>
        <dd>{request.dueOn}</dd>
        <dt>{t('privacyRequest.checked')}</dt>
        <dd>
          {request.checkedAt && request.checkedHow
            ? `${t(`privacyHow.${request.checkedHow}`)} · ${moment(request.checkedAt)}`
            : t('privacyRequest.notChecked')}
        </dd>
        {request.doneAt ? (
          <>
            <dt>{t(`privacyState.${request.state}`)}</dt>
            <dd>
              {moment(request.doneAt)} · {request.outcome}
            </dd>
          </>
        ) : null}
      </dl>
      {isOpen ? <Found request={request} /> : null}
      {request.state === 'received' ? <CheckForm request={request} /> : null}
      {isOpen ? <CloseForm request={request} /> : null}
    </>
  )
}

const useRefresh = () => {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['privacy'] })
}

function Found({ request: { id, state, kind } }: { request: PersonRequest }) {
  const asked = useQuery(foundQuery(id))
  const refresh = useRefresh()
  const { message } = App.useApp()
  const save = useMutation({ mutationFn: savePerson })
  const erase = useMutation({
    mutationFn: () => read(api.POST('/api/privacy/requests/{id}/erase', { params: { path: { id } } })),
    onSuccess: async ({ erased, kept }) => {
      message.success(t('privacyRequest.erasedNow', { erased, kept: kept.length }))
      await refresh()
    },
  })
  const error = asked.error ?? save.error ?? erase.error
  return (
    <section className="section">
      <h2 style={{ fontSize: 15 }}>{t('privacyRequest.found')}</h2>
      {asked.data?.length === 0 ? <p>{t('privacyRequest.foundNone')}</p> : null}
      <ul style={{ paddingInlineStart: 18 }}>
        {asked.data?.map((thing) => (
          <FoundLine key={thing.what.zh} thing={thing} />
        ))}
      </ul>
      {error ? <ErrorView error={error} /> : null}
      {state === 'checked' ? (
        <Space wrap>
          <Button
            icon={<DownloadOutlined aria-hidden />}
            loading={save.isPending}
            onClick={() => save.mutate({ id, format: 'xlsx' })}
          >
            {t('privacyRequest.saveXlsx')}
          </Button>
          <Button loading={save.isPending} onClick={() => save.mutate({ id, format: 'json' })}>
            {t('privacyRequest.saveJson')}
          </Button>
          {kind === 'erase' ? (
            <Popconfirm
              title={t('privacyRequest.eraseSure')}
              okText={t('privacyRequest.erase')}
              cancelText={t('action.cancel')}
              onConfirm={() => erase.mutate()}
            >
              <Button danger loading={erase.isPending}>
                {t('privacyRequest.erase')}
              </Button>
            </Popconfirm>
          ) : null}
        </Space>
      ) : null}
    </section>
  )
}

const FoundLine = ({ thing: { what, values, blockedBy } }: { thing: FoundThing }) => (
  <li>
    {inLanguage(what)}
    {t('text.aside', { text: values.map(inLanguage).join(t('text.and')) })}
    {blockedBy ? <div style={{ color: 'var(--ink-soft)' }}>{inLanguage(blockedBy)}</div> : null}
  </li>
)

function CheckForm({ request: { id } }: { request: PersonRequest }) {
  const [form] = Form.useForm<{ how: (typeof HOWS)[number] }>()
  const refresh = useRefresh()
  const check = useMutation({
    mutationFn: (body: { how: (typeof HOWS)[number] }) =>
      read(api.POST('/api/privacy/requests/{id}/check', { params: { path: { id } }, body })),
    onSuccess: refresh,
  })
  return (
    <Form form={form} layout="vertical" initialValues={{ how: 'idCard' }} onFinish={(body) => check.mutate(body)}>
      <h2 style={{ fontSize: 15 }}>{t('privacyRequest.check')}</h2>
      <Form.Item name="how" label={t('privacyRequest.how')}>
        <Radio.Group
          options={HOWS.map((how) => ({ value: how, label: t(`privacyHow.${how}`) }))}
          style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
        />
      </Form.Item>
      {check.error ? <ErrorView error={check.error} /> : null}
      <Button type="primary" htmlType="submit" loading={check.isPending}>
        {t('privacyRequest.isChecked')}
      </Button>
    </Form>
  )
}

type Closing = { result: 'done' | 'refused'; outcome: string }

function CloseForm({ request: { id, state } }: { request: PersonRequest }) {
  const [form] = Form.useForm<Closing>()
  const refresh = useRefresh()
  const close = useMutation({
    mutationFn: (body: Closing) =>
      read(api.POST('/api/privacy/requests/{id}/close', { params: { path: { id } }, body })),
    onSuccess: refresh,
  })
  const rest = useFieldProblems(form, close.error, ['outcome'])
  const results = state === 'checked' ? (['done', 'refused'] as const) : (['refused'] as const)
  return (
    <Form<Closing>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ result: results[0] }}
      onFinish={(body) => close.mutate(body)}
      style={{ marginTop: 24 }}
    >
      <h2 style={{ fontSize: 15 }}>{t('privacyRequest.close')}</h2>
      <Form.Item name="result" label={t('privacyRequest.result')}>
        <Radio.Group options={results.map((result) => ({ value: result, label: t(`privacyState.${result}`) }))} />
      </Form.Item>
      <Form.Item
        name="outcome"
        label={t('privacyRequest.outcome')}
        rules={[{ ...required(t('privacyRequest.outcome')), whitespace: true }, atLeast(2)]}
      >
        <Input.TextArea rows={3} maxLength={200} showCount />
      </Form.Item>
      {rest ? <ErrorView error={rest} /> : null}
      <Button htmlType="submit" loading={close.isPending}>
        {t('privacyRequest.close')}
      </Button>
    </Form>
  )
}
