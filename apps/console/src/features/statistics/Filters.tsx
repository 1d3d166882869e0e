import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { today } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { useCan } from '../../lib/session.ts'
import { DayInput } from '../../ui/DayInput.tsx'
import { aside } from '../../ui/punctuation.ts'
import { type JournalFilter, peopleQuery } from './queries.ts'
import { kindChoices } from './words.ts'

type FiltersProps = {
  filter: JournalFilter
  change: (next: JournalFilter) => void
  isFiltered: boolean
  action: ReactNode
}

const NONE: JournalFilter = { kind: undefined, actor: undefined, from: undefined, to: undefined }

/** What kind of act, by whom, and when; it all stands in the URL. */
export function Filters({ filter, change, isFiltered, action }: FiltersProps) {
  const can = useCan()
  return (
    <div className="data-table-bar">
      <Select
        className="data-table-filter"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('journal.kind')}
        placeholder={t('journal.anyKind')}
        options={kindChoices()}
        value={filter.kind ?? null}
        onChange={(kind: string | null | undefined) => change({ kind: kind ?? undefined })}
      />
      {can('identity.read') ? <PersonSelect value={filter.actor} onChange={(actor) => change({ actor })} /> : null}
      <DayInput
        label={t('journal.from')}
        placeholder={t('journal.from')}
        value={filter.from ?? null}
        max={filter.to ?? today()}
        onChange={(from) => change({ from: from ?? undefined })}
      />
      <DayInput
        label={t('journal.to')}
        placeholder={t('journal.to')}
        value={filter.to ?? null}
        min={filter.from}
        max={today()}
        onChange={(to) => change({ to: to ?? undefined })}
      />
      {isFiltered ? (
        <Button type="link" size="small" onClick={() => change(NONE)}>
          {t('journal.clear')}
        </Button>
      ) : null}
      <span className="spacer" />
      {action}
    </div>
  )
}

const NOBODY = ['system', 'public', 'unknown'] as const

function PersonSelect({
  value,
  onChange,
}: {
  value?: string | undefined
  onChange: (actor: string | undefined) => void
}) {
  const [search, setSearch] = useState('')
  const asked = useQuery({ ...peopleQuery(search), placeholderData: keepPreviousData })
  const people = (asked.data ?? []).map(({ id, name, username }) => ({ value: id, label: `${name}${aside(username)}` }))
  const others = NOBODY.map((actor) => ({ value: actor, label: t(`actor.${actor}`) }))
  return (
    <Select
      className="data-table-filter"
      allowClear
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={asked.isPending}
      aria-label={t('journal.actor')}
      placeholder={t('journal.anyActor')}
      options={[...people, ...(search === '' ? others : [])]}
      value={value ?? null}
      onChange={(actor: string | null | undefined) => onChange(actor ?? undefined)}
    />
  )
}
