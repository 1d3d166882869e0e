import { Fragment, type ReactNode } from 'react'
import { api, read } from '../../../lib/api.ts'
import { t, tWord } from '../../../lib/i18n.ts'
import { aside } from '../../../ui/punctuation.ts'
import { Reveal } from '../../../ui/reveal.tsx'
import type { Station } from '../queries.ts'
import { agoText, levelWord, StationState } from '../words.tsx'

const COORDINATE_DIGITS = 5

function coordinates({ lng, lat, isEstimated }: Station): string {
  const at = `${lng.toFixed(COORDINATE_DIGITS)}, ${lat.toFixed(COORDINATE_DIGITS)}`
  return isEstimated ? `${at}${aside(t('station.estimated'))}` : at
}

const lastEntry = ({ lastEntryOn }: Station) =>
  lastEntryOn === null ? null : `${lastEntryOn}${aside(agoText(lastEntryOn))}`

const KeeperPhone = ({ station: { id, keeperPhone } }: { station: Station }) => (
  <Reveal
    masked={keeperPhone}
    name={t('station.keeperPhone')}
    can="station.reveal"
    ask={(reason) =>
      read(
        api.POST('/api/stations/{id}/reveal', { params: { path: { id } }, body: { field: 'keeperPhone', ...reason } }),
      )
    }
  />
)

const factsOf = (station: Station): [label: string, said: ReactNode][] => [
  [t('station.level'), levelWord(station.level)],
  [t('station.state'), <StationState key="state" state={station.state} />],
  [t('station.town'), station.townName],
  [t('station.place'), station.level === 'village' ? station.placeName : null],
  [t('station.address'), station.address],
  [t('station.reusedOutlet'), station.reusedOutlet],
  [t('station.keeper'), station.keeperName || t('station.noKeeper')],
  [t('station.keeperPhone'), station.keeperPhone === '' ? null : <KeeperPhone key="phone" station={station} />],
  [t('station.keeperAccount'), t(station.keeperAccount ? 'station.accountLinked' : 'station.noAccount')],
  [t('station.openedOn'), station.openedOn],
  [t('station.closedOn'), station.closedOn],
  [t('station.lastEntry'), lastEntry(station)],
  [t('station.coordinates'), coordinates(station)],
  [t('station.origin'), tWord(`origin.${station.origin}`, station.origin)],
]

/** What the register knows of an outlet; what it does not know is not listed. */
export const StationFacts = ({ station }: { station: Station }) => (
  <dl className="facts panel">
    {factsOf(station)
      .filter(([, said]) => said !== null && said !== '')
      .map(([label, said]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{said}</dd>
        </Fragment>
      ))}
  </dl>
)
