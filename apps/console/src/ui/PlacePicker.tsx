import { useQuery } from '@tanstack/react-query'
import { Cascader } from 'antd'
import type { Reply } from '../lib/api.ts'
import { t } from '../lib/i18n.ts'
import { useMe } from '../lib/session.ts'
import { divisionsQuery } from './evidence/queries.ts'

type Division = Reply<'/api/divisions'>[number]
type Option = { value: string; label: string; children?: Option[] }
/** Down to which level one must choose; `any` takes the county and a town too. */
export type PlaceDepth = 'town' | 'village' | 'any'

const TOWN = 9

/** The tree below somebody's own place, as deep as is asked for. */
export function placeOptions(all: readonly Division[], home: string, depth: PlaceDepth): Option[] {
  const below = (parent: string): Option[] =>
    all
      .filter((division) => division.parent === parent)
      .filter(({ code }) => code.startsWith(home) || home.startsWith(code))
      .map(({ code, name, level }) => {
        const children = level === 'town' && depth !== 'town' ? below(code) : []
        return { value: code, label: name, ...(children.length > 0 ? { children } : {}) }
      })
  const county = all.find(({ level }) => level === 'county')
  if (!county) return []
  const towns = below(county.code)
  return depth === 'any' && home === county.code ? [{ value: county.code, label: county.name, children: towns }] : towns
}

function pathTo(code: string | null | undefined, depth: PlaceDepth, home: string): string[] {
  if (!code) return []
  const above = [TOWN, 12].filter((length) => length <= code.length).map((length) => code.slice(0, length))
  return depth === 'any' && home.length === 6 ? [code.slice(0, 6), ...above] : above
}

type PlacePickerProps = {
  id?: string
  value?: string | null
  onChange?: (code: string | null) => void
  depth: PlaceDepth
  placeholder?: string
}

/** Town, then village: a place of the county by its statistical code. */
export function PlacePicker({ id, value, onChange, depth, placeholder }: PlacePickerProps) {
  const divisions = useQuery(divisionsQuery)
  const home = useMe()?.place ?? ''
  return (
    <Cascader<Option>
      {...(id ? { id } : { 'aria-label': placeholder ?? t('place.pick') })}
      options={placeOptions(divisions.data ?? [], home, depth)}
      loading={divisions.isPending}
      value={pathTo(value, depth, home)}
      onChange={(path) => onChange?.(path?.at(-1) ?? null)}
      changeOnSelect={depth === 'any'}
      showSearch
      placeholder={placeholder ?? t('place.pick')}
      notFoundContent={t('place.none')}
      style={{ width: '100%' }}
    />
  )
}
