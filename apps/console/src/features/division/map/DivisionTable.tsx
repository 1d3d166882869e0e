import { t } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable, type DataTableProps } from '../../../ui/data-table/DataTable.tsx'
import { StateTag } from '../../../ui/state-tag.tsx'
import { KIND_TEXTS, kindOfDivision } from './marks.ts'
import type { Division } from './queries.ts'

export const TO_SURVEY = 'toSurvey'
const placeOf = ({ isEstimated }: Division) => (isEstimated ? TO_SURVEY : 'known')
const kindText = (division: Division) =>
  division.level === 'county' ? t('map.county') : t(KIND_TEXTS[kindOfDivision(division)])
const DIGITS = 5

type DivisionTableProps = {
  rows: DataTableProps<Division>['rows']
  nameOf: (code: string) => string
  stationsAt: (code: string) => number
}

const columns = ({ nameOf, stationsAt }: Omit<DivisionTableProps, 'rows'>): Column<Division>[] => [
  { key: 'code', title: t('map.code'), value: ({ code }) => code },
  { key: 'name', title: t('map.name'), value: ({ name }) => name },
  { key: 'kind', title: t('map.level'), value: kindText, filter: 'values' },
  {
    key: 'parent',
    title: t('map.parent'),
    value: ({ parent, level }) => (level === 'county' ? null : nameOf(parent)),
    filter: 'values',
  },
  {
    key: 'place',
    title: t('map.place'),
    value: placeOf,
    sheet: ({ isEstimated }) => t(isEstimated ? 'map.notSurveyed' : 'map.surveyed'),
    filter: [
      { value: TO_SURVEY, label: t('map.notSurveyed') },
      { value: 'known', label: t('map.surveyed') },
    ],
    render: ({ isEstimated }) => (
      <StateTag tone={isEstimated ? 'warn' : 'good'}>{t(isEstimated ? 'map.notSurveyed' : 'map.surveyed')}</StateTag>
    ),
  },
  {
    key: 'lngLat',
    title: t('map.lngLat'),
    value: ({ lng, lat, isEstimated }) => (isEstimated ? null : `${lng.toFixed(DIGITS)}, ${lat.toFixed(DIGITS)}`),
    isFixedOrder: true,
  },
  { key: 'coordSource', title: t('map.coordSource'), value: ({ coordSource }) => coordSource, isHidden: true },
  { key: 'validTo', title: t('map.validTo'), value: ({ validTo }) => validTo, isHidden: true },
  { key: 'stations', title: t('map.stations'), value: ({ code }) => stationsAt(code), align: 'right' },
]

export const DivisionTable = ({ rows, ...more }: DivisionTableProps) => (
  <DataTable
    id="divisions"
    caption={t('map.divisions')}
    columns={columns(more)}
    rows={rows}
    rowKey={({ code }) => code}
    empty={{ text: t('map.none') }}
  />
)
