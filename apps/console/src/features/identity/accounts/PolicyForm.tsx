import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, InputNumber, Skeleton } from 'antd'
import { api, type Reply, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { required } from '../../../ui/form-problems.ts'
import { policyQuery } from './queries.ts'

type Policy = Reply<'/api/identity-policy'>

/** The server refuses what lies outside; these only help while typing. */
const BOUNDS: Record<keyof Policy, readonly [number, number]> = {
  guardedPasswordDays: [30, 365],
  passwordDays: [30, 365],
  idleMinutes: [5, 240],
  sessionHours: [1, 24],
  phoneIdleDays: [1, 60],
  phoneDays: [1, 365],
}
const FIELDS = Object.keys(BOUNDS) as (keyof Policy)[] // the keys above

/** How long passwords and sessions last in this county. */
export function PolicyForm() {
  const asked = useQuery(policyQuery)
  const client = useQueryClient()
  const { message } = App.useApp()
  const save = useMutation({
    mutationFn: (body: Policy) => read(api.PUT('/api/identity-policy', { body })),
    onSuccess: async () => {
      message.success(t('form.saved'))
      await client.invalidateQueries({ queryKey: policyQuery.queryKey })
    },
  })
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  return (
    <Form<Policy>
      layout="vertical"
      requiredMark={false}
      initialValues={asked.data}
      onFinish={(fields) => save.mutate(fields)}
      style={{ maxWidth: 480 }}
    >
      <p className="form-about">{t('policy.about')}</p>
      {FIELDS.map((field) => {
        const [min, max] = BOUNDS[field]
        return (
          <Form.Item
            key={field}
            name={field}
            label={t(`policy.${field}`)}
            extra={t('policy.bounds', { min, max })}
            rules={[required(t(`policy.${field}`))]}
          >
            <InputNumber min={min} max={max} precision={0} style={{ width: 160 }} />
          </Form.Item>
        )
      })}
      {save.error ? <ErrorView error={save.error} /> : null}
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('action.save')}
      </Button>
    </Form>
  )
}
