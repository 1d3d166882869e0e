import { Select } from 'antd'
import type { ReactNode } from 'react'
import { t } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { levelWord } from '../words.tsx'
import type { Wish } from './queries.ts'
import { OUTCOMES, type Site } from './sites.ts'

export type WishChoice = { of: (code: string) => Wish; change: (code: string, wish: Wish) => void } | undefined

export const WISHES = ['open', 'in', 'out'] as const

const choices = <Word extends string>(words: readonly Word[], say: (word: Word) => string) =>
  words.map((value) => ({ value: say(value), label: say(value) }))

const outcomeWord = (outcome: Site['outcome']) => t(`siting.outcome.${outcome}`)
const wishWord = (wish: Wish) => t(`siting.wish.${wish}`)

const columns = (wishes: WishChoice): Column<Site>[] => [
  { key: 'name', title: t('siting.place'), value: ({ name }) => name },
  {
    key: 'town',
    title: t('station.town'),
    value: ({ level, townName }) => (level === 'town' ? null : townName),
    filter: 'values',
  },
  {
    key: 'level',
    title: t('station.level'),
    value: ({ level }) => levelWord(level),
    filter: choices(['town', 'village'], levelWord),
  },
  {
    key: 'outcome',
    title: t('siting.outcome'),
    value: ({ outcome }) => outcomeWord(outcome),
    filter: choices(OUTCOMES, outcomeWord),
  },
  {
    key: 'reason',
    title: t('siting.reason'),
    value: ({ reason }) => reason,
    render: ({ reason }) => <div className="siting-reason">{reason}</div>,
  },
  { key: 'surveyed', title: t('siting.surveyed'), value: ({ isEstimated }) => !isEstimated },
  { key: 'nearest', title: t('siting.nearest'), value: ({ nearestM }) => nearestM, align: 'right', isHidden: true },
  { key: 'designated', title: t('siting.designated'), value: ({ isDesignated }) => isDesignated, isHidden: true },
  { key: 'code', title: t('siting.code'), value: ({ code }) => code, isHidden: true },
  ...(wishes
    ? [
        {
          key: 'wish',
          title: t('siting.wish'),
          value: ({ code }: Site) => wishWord(wishes.of(code)),
          render: ({ code, name }: Site) => (
            <Select<Wish>
              size="small"
              aria-label={t('siting.wishFor', { name })}
              value={wishes.of(code)}
              options={WISHES.map((value) => ({ value, label: wishWord(value) }))}
              onChange={(wish) => wishes.change(code, wish)}
              style={{ width: 110 }}
            />
          ),
        },
      ]
    : []),
]

export function SiteTable(props: {
  sites: readonly Site[]
  wishes: WishChoice
  exportHref: string
  action: ReactNode
}) {
  const { sites, wishes, exportHref, action } = props
  return (
    <DataTable
      id="sites"
      caption={t('siting.table')}
      columns={columns(wishes)}
      rows={{ data: sites, isPending: false, error: null, refetch: () => undefined }}
      rowKey={({ key }) => key}
      exportHref={exportHref}
      action={action}
      empty={{ text: t('siting.none') }}
    />
  )
}
