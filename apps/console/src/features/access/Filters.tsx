import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { today } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { DayInput } from '../../ui/DayInput.tsx'
import { aside } from '../../ui/punctuation.ts'
import { type AccessFilter, type AccessRow, peopleQuery } from './queries.ts'
import { actText } from './words.ts'

type FiltersProps = {
  filter: AccessFilter
  change: (next: AccessFilter) => void
  isFiltered: boolean
  action: ReactNode
}

const NONE: AccessFilter = {
  account: undefined,
  route: undefined,
  address: undefined,
  act: undefined,
  refused: undefined,
  from: undefined,
  to: undefined,
}
const ACTS: readonly AccessRow['act'][] = ['change', 'export', 'personal', 'read', 'signIn', 'log']

/** Who, what kind, which route, from where and when. */
export function Filters({ filter, change, isFiltered, action }: FiltersProps) {
  return (
    <div className="data-table-bar">
      <PersonSelect value={filter.account} onChange={(account) => change({ account })} />
      <Select
        className="data-table-filter"
        allowClear
        aria-label={t('access.act')}
        placeholder={t('access.anyAct')}
        options={ACTS.map((value) => ({ value, label: actText(value) }))}
        value={filter.act ?? null}
        onChange={(act: AccessRow['act'] | null | undefined) => change({ act: act ?? undefined })}
      />
      <Typed label={t('access.routePart')} value={filter.route} onChange={(route) => change({ route })} />
      <Typed label={t('access.address')} value={filter.address} onChange={(address) => change({ address })} />
      <DayInput
        label={t('access.from')}
        placeholder={t('access.from')}
        value={filter.from ?? null}
        max={filter.to ?? today()}
        onChange={(from) => change({ from: from ?? undefined })}
      />
      <DayInput
        label={t('access.to')}
        placeholder={t('access.to')}
        value={filter.to ?? null}
        min={filter.from}
        max={today()}
        onChange={(to) => change({ to: to ?? undefined })}
      />
      <Checkbox
        checked={filter.refused === 'true'}
        onChange={({ target }) => change({ refused: target.checked ? 'true' : undefined })}
      >
        {t('access.onlyRefused')}
      </Checkbox>
      {isFiltered ? (
        <Button type="link" size="small" onClick={() => change(NONE)}>
          {t('access.clear')}
        </Button>
      ) : null}
      <span className="spacer" />
      {action}
    </div>
  )
}

type TextProps = { value?: string | undefined; onChange: (value: string | undefined) => void }

/** Asks when it is typed, not at each key. A value from outside is shown anew. */
const Typed = ({ label, value, onChange }: TextProps & { label: string }) => (
  <Input
    key={value ?? ''}
    className="data-table-filter"
    allowClear
    aria-label={label}
    placeholder={label}
    defaultValue={value ?? ''}
    onPressEnter={({ currentTarget }) => onChange(currentTarget.value.trim() || undefined)}
    onBlur={({ currentTarget }) => {
      const typed = currentTarget.value.trim() || undefined
      if (typed !== value) onChange(typed)
    }}
    onClear={() => onChange(undefined)}
  />
)

function PersonSelect({ value, onChange }: TextProps) {
  const [search, setSearch] = useState('')
  const found = useQuery({ ...peopleQuery(search), placeholderData: keepPreviousData })
  return (
    <Select
      className="data-table-filter"
      allowClear
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={found.isPending}
      aria-label={t('access.who')}
      placeholder={t('access.anyone')}
      options={(found.data ?? []).map(({ id, name, username }) => ({ value: id, label: `${name}${aside(username)}` }))}
      value={value ?? null}
      onChange={(account: string | null | undefined) => onChange(account ?? undefined)}
    />
  )
}
