import { Link } from '@tanstack/react-router'
import { Alert } from 'antd'
import { t } from '../../lib/i18n.ts'
import { listed } from '../../ui/punctuation.ts'
import { divisionAt, TO_SURVEY } from '../../ui/to-survey.ts'
import type { Basis, Wishes } from './queries.ts'
import { lostOf } from './stops.ts'

const NAMED = 8

/** Where the coordinates of a place are given: a station's on its own page, a division's in the table under the map. */
export const ToSurvey = ({ id, place }: { id: string; place: string }) =>
  id === place ? (
    <Link to="/map" search={divisionAt(place)}>
      {t('logistics.toSurvey')}
    </Link>
  ) : (
    <Link to="/stations/$id" params={{ id }}>
      {t('logistics.toSurvey')}
    </Link>
  )

/** Before anything is computed: places of the wish that no vehicle can be sent to. */
export function Unplaced({ basis, wishes }: { basis: Basis; wishes: Pick<Wishes, 'serves' | 'towns' | 'needs'> }) {
  const { serves, needs } = wishes
  const off = new Set(needs.filter(({ isServed }) => !isServed).map(({ id }) => id))
  const lost = lostOf(basis, wishes).filter(({ id }) => !off.has(id))
  if (lost.length === 0) return null
  const names = listed(lost.slice(0, NAMED).map(({ name }) => name))
  const key = lost.length > NAMED ? 'logistics.unplacedMany' : 'logistics.unplaced'
  return (
    <Alert
      type="warning"
      showIcon
      className="route-faults"
      title={t(key, { count: lost.length, names })}
      description={
        <Link to={serves === 'stations' ? '/stations' : '/map'} search={TO_SURVEY}>
          {t('logistics.toSurveyAll')}
        </Link>
      }
    />
  )
}
