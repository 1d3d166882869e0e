import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { moment, today } from '../../../lib/format.ts'
import { t, tWord } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { useTableState } from '../../../ui/data-table/table-state.ts'
import { SimulatedMark } from '../../../ui/figure.tsx'
import { useOneChoice } from '../../../ui/one-choice.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { StateTag } from '../../../ui/state-tag.tsx'
import { COMPLAINT_SORTS, type Complaint, complaintFilter, complaintsQuery } from '../queries.ts'
import { ComplaintDrawer } from './ComplaintDrawer.tsx'
import { RecordDialog } from './RecordDialog.tsx'

const ID = 'complaints'
const DAY_MS = 86_400_000
const SLOW_DAYS = 7

const kindWord = (kind: Complaint['kind']) => t(`complaintKind.${kind}`)
const stateWord = (state: Complaint['state']) => t(`complaint.state.${state}`)
const daysWaiting = ({ receivedAt }: Complaint) =>
  Math.round((Date.parse(today()) - Date.parse(moment(receivedAt).slice(0, 10))) / DAY_MS)

function Waiting({ complaint }: { complaint: Complaint }) {
  if (complaint.state === 'answered') return <>—</>
  const days = daysWaiting(complaint)
  const said = days === 0 ? t('complaint.today') : t('complaint.days', { days })
  return <span style={days > SLOW_DAYS ? { color: 'var(--danger)', fontWeight: 600 } : undefined}>{said}</span>
}

const columns = (): Column<Complaint>[] => [
  {
    key: 'receipt',
    title: t('complaint.receipt'),
    value: ({ receipt }) => receipt,
    render: ({ receipt, origin }) => (
      <>
        {receipt}
        {origin === 'simulated' ? <SimulatedMark /> : null}
      </>
    ),
  },
  { key: 'kind', title: t('complaint.kind'), value: ({ kind }) => kindWord(kind) },
  { key: 'about', title: t('complaint.aboutWhat'), value: ({ about }) => about || null },
  {
    key: 'body',
    title: t('complaint.body'),
    value: ({ body }) => body,
    render: ({ body }) => (
      <div className="cell-clip" style={{ maxWidth: 240 }}>
        {body}
      </div>
    ),
  },
  { key: 'contact', title: t('complaint.contact'), value: ({ contact }) => contact || t('complaint.anonymous') },
  { key: 'receivedAt', title: t('complaint.receivedAt'), value: ({ receivedAt }) => moment(receivedAt) },
  {
    key: 'waiting',
    title: t('complaint.waiting'),
    value: (complaint) => (complaint.state === 'answered' ? null : daysWaiting(complaint)),
    render: (complaint) => <Waiting complaint={complaint} />,
  },
  {
    key: 'state',
    title: t('complaint.state'),
    value: ({ state }) => stateWord(state),
    render: ({ state }) => <StateTag tone={state === 'answered' ? 'good' : 'warn'}>{stateWord(state)}</StateTag>,
    filter: (['received', 'answered'] as const).map((value) => ({ value, label: stateWord(value) })),
  },
  {
    key: 'origin',
    title: t('complaint.origin'),
    value: ({ origin }) => tWord(`origin.${origin}`, origin),
    isHidden: true,
  },
]

/** What the public complained of, and how long it has waited. */
export function Complaints() {
  const [state, change] = useTableState(ID)
  useOneChoice(state, change)
  const can = useCan()
  const asked = useQuery(complaintsQuery(state))
  const [opened, setOpened] = useState<Complaint | null>(null)
  const [isRecording, setRecording] = useState(false)
  const mayAnswer = can('disclosure.answerComplaint')
  const act: Column<Complaint> = {
    key: 'acts',
    title: t('publication.acts'),
    value: () => null,
    isFixedOrder: true,
    isPinned: true,
    render: (complaint) => (
      <Button type="link" size="small" onClick={() => setOpened(complaint)}>
        {t(mayAnswer && complaint.state === 'received' ? 'complaint.toAnswer' : 'complaint.read')}
        <span className="visually-hidden"> {complaint.receipt}</span>
      </Button>
    ),
  }
  return (
    <>
      <PageHeader title={t('complaint.title')} about={t('complaint.about')} />
      <DataTable
        id={ID}
        caption={t('complaint.table')}
        columns={[...columns(), act]}
        rows={{ data: asked.data?.rows, isPending: asked.isPending, error: asked.error, refetch: asked.refetch }}
        rowKey={({ id }) => id}
        server={{ total: asked.data?.total ?? 0, sortable: COMPLAINT_SORTS, searchable: true }}
        exportHref={`/api/complaints.xlsx?${new URLSearchParams(complaintFilter(state))}`}
        initialSort="-receivedAt"
        empty={{ text: t('complaint.none') }}
        action={
          mayAnswer ? (
            <Button icon={<PlusOutlined aria-hidden />} onClick={() => setRecording(true)}>
              {t('complaint.record')}
            </Button>
          ) : null
        }
      />
      {isRecording ? <RecordDialog onClose={() => setRecording(false)} /> : null}
      <ComplaintDrawer complaint={opened} mayAnswer={mayAnswer} onClose={() => setOpened(null)} />
    </>
  )
}
