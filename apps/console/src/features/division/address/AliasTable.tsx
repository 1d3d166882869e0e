import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm } from 'antd'
import { moment } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { useCan } from '../../../lib/session.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { type Alias, aliasesQuery, forget } from './queries.ts'

/** The names that this county has taught. */
export function AliasTable() {
  const asked = useQuery(aliasesQuery)
  const can = useCan()
  return (
    <section>
      <h2 className="address-heading">{t('address.aliases')}</h2>
      <DataTable
        id="aliases"
        caption={t('address.aliases')}
        columns={columns(can('division.learnAlias'))}
        rows={asked}
        rowKey={({ name }) => name}
        initialSort="-learntAt"
        empty={{ text: t('address.noAliases') }}
      />
    </section>
  )
}

const columns = (mayForget: boolean): Column<Alias>[] => [
  { key: 'name', title: t('address.name'), value: ({ name }) => name },
  { key: 'place', title: t('address.place'), value: ({ place }) => place },
  { key: 'code', title: t('map.code'), value: ({ code }) => code },
  {
    key: 'learntAt',
    title: t('address.learntAt'),
    value: ({ learntAt }) => learntAt,
    render: ({ learntAt }) => moment(learntAt),
  },
  ...(mayForget
    ? [
        {
          key: 'act',
          title: t('address.act'),
          value: () => null,
          isFixedOrder: true,
          render: ({ name }: Alias) => <Forget name={name} />,
        },
      ]
    : []),
]

function Forget({ name }: { name: string }) {
  const client = useQueryClient()
  const { message } = App.useApp()
  const ask = useMutation({
    mutationFn: () => forget(name),
    onSuccess: (aliases) => client.setQueryData(aliasesQuery.queryKey, aliases),
    onError: (error) => void message.error(problemText(error)),
  })
  return (
    <Popconfirm title={t('address.forgetSure', { name })} onConfirm={() => ask.mutate()}>
      <Button type="link" size="small" danger loading={ask.isPending}>
        {t('address.forget')}
      </Button>
    </Popconfirm>
  )
}
