import { FileTextOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, fileHref, read } from '../../../../lib/api.ts'
import { wan, yuan } from '../../../../lib/format.ts'
import { t } from '../../../../lib/i18n.ts'
import { useCan } from '../../../../lib/session.ts'
import { useAsOf } from '../../../../ui/as-of.ts'
import type { Column } from '../../../../ui/data-table/column.ts'
import { DataTable } from '../../../../ui/data-table/DataTable.tsx'
import { FormDialog } from '../../../../ui/form-dialog.tsx'
import { required } from '../../../../ui/form-problems.ts'
import { StateTag } from '../../../../ui/state-tag.tsx'
import { budgetQuery, type MoneyEntry } from '../../queries.ts'
import { EnterMoney } from './EnterMoney.tsx'
import { moneyQuery } from './queries.ts'

type State = 'valid' | 'reversed' | 'isReversal'
const stateOf = ({ reverses, reversedBy }: MoneyEntry): State =>
  reverses === null ? (reversedBy === null ? 'valid' : 'reversed') : 'isReversal'
const STATES = ['valid', 'reversed', 'isReversal'] as const
const FUNDS = ['central', 'local', 'social'] as const
const KINDS = ['arrived', 'paid', 'spent'] as const

const columns = (projectOf: (id: string) => string): Column<MoneyEntry>[] => [
  { key: 'movedOn', title: t('money.movedOn'), value: ({ movedOn }) => movedOn },
  {
    key: 'kind',
    title: t('money.kind'),
    value: ({ kind }) => kind,
    sheet: ({ kind }) => t(`word.${kind}`),
    render: ({ kind }) => t(`word.${kind}`),
    filter: KINDS.map((value) => ({ value, label: t(`word.${value}`) })),
  },
  {
    key: 'fund',
    title: t('money.fund'),
    value: ({ fund }) => fund,
    sheet: ({ fund }) => t(`word.${fund}`),
    render: ({ fund }) => t(`word.${fund}`),
    filter: FUNDS.map((value) => ({ value, label: t(`word.${value}`) })),
  },
  {
    key: 'amount',
    title: t('budget.wan', { column: t('money.amount') }),
    sheetTitle: t('money.amountYuan'),
    value: ({ amountFen }) => amountFen,
    sheet: ({ amountFen }) => amountFen / 100,
    render: ({ amountFen }) => <span title={yuan(amountFen)}>{wan(amountFen)}</span>,
    align: 'right',
  },
  {
    key: 'budgetLine',
    title: t('money.line'),
    value: ({ budgetLine }) => (budgetLine === null ? null : projectOf(budgetLine)),
    filter: 'values',
    width: 220,
    render: ({ budgetLine }) => <div className="cell-text">{budgetLine === null ? '—' : projectOf(budgetLine)}</div>,
  },
  { key: 'counterparty', title: t('money.counterparty'), value: ({ counterparty }) => counterparty ?? '' },
  { key: 'paper', title: t('money.paper'), value: ({ paper }) => paper },
  {
    key: 'file',
    title: t('money.file'),
    value: ({ fileId }) => fileId,
    isFixedOrder: true,
    render: ({ fileId }) =>
      fileId ? (
        <a href={fileHref(fileId)}>
          <FileTextOutlined aria-hidden /> {t('evidence.download')}
        </a>
      ) : (
        '—'
      ),
  },
  {
    key: 'state',
    title: t('money.state'),
    value: stateOf,
    sheet: (entry) => t(`money.${stateOf(entry)}`),
    filter: STATES.map((value) => ({ value, label: t(`money.${value}`) })),
    render: (entry) => (
      <StateTag tone={stateOf(entry) === 'valid' ? 'good' : 'plain'}>{t(`money.${stateOf(entry)}`)}</StateTag>
    ),
  },
]

/** The book of the programme's money: entered once, mended by a counter-entry, never changed. */
export function MoneyTab() {
  const can = useCan()
  const { asOf } = useAsOf()
  const asked = useQuery(moneyQuery)
  const budget = useQuery(budgetQuery(asOf))
  const [isEntering, setEntering] = useState(false)
  const [reversing, setReversing] = useState<MoneyEntry>()
  const projectOf = (id: string) => budget.data?.lines.find((line) => line.id === id)?.project ?? id
  const mayEnter = can('programme.enterMoney')
  const act: Column<MoneyEntry> = {
    key: 'act',
    title: t('money.reverse'),
    value: () => null,
    isFixedOrder: true,
    isPinned: true,
    render: (entry) =>
      stateOf(entry) === 'valid' ? (
        <Button type="link" size="small" onClick={() => setReversing(entry)}>
          {t('money.reverse')}
        </Button>
      ) : null,
  }
  const enter = mayEnter ? (
    <Button type="primary" onClick={() => setEntering(true)}>
      {t('money.enter')}
    </Button>
  ) : null
  return (
    <>
      <DataTable
        id="money"
        caption={t('money.caption')}
        columns={mayEnter ? [...columns(projectOf), act] : columns(projectOf)}
        rows={{ ...asked, data: asked.data?.filter(({ movedOn }) => movedOn <= asOf) }}
        rowKey={({ id }) => id}
        initialSort="-movedOn"
        empty={{ text: t('money.none') }}
        action={enter}
      />
      {isEntering ? <EnterMoney lines={budget.data?.lines ?? []} onClose={() => setEntering(false)} /> : null}
      {reversing ? <ReverseMoney entry={reversing} onClose={() => setReversing(undefined)} /> : null}
    </>
  )
}

function ReverseMoney({ entry, onClose }: { entry: MoneyEntry; onClose: () => void }) {
  const client = useQueryClient()
  return (
    <FormDialog<{ paper: string }>
      title={t('money.reverseTitle')}
      about={
        <p>
          {t('money.reverseText')} {entry.movedOn} · {t(`word.${entry.kind}`)} · {yuan(entry.amountFen)} · {entry.paper}
        </p>
      }
      onClose={onClose}
      onDone={() => client.invalidateQueries({ queryKey: ['programme'] })}
      onSubmit={({ paper }, id) =>
        read(api.POST('/api/programme/money/{id}/reverse', { params: { path: { id: entry.id } }, body: { id, paper } }))
      }
    >
      <Form.Item name="paper" label={t('money.reversePaper')} rules={[required(t('money.reversePaper')), { max: 80 }]}>
        <Input />
      </Form.Item>
    </FormDialog>
  )
}
