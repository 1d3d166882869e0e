import { today } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { SimulatedMark } from '../../ui/figure.tsx'
import { StateTag, type Tone } from '../../ui/state-tag.tsx'
import type { Station } from './queries.ts'

const DAY_MS = 86_400_000
const TONES: Record<Station['state'], Tone> = { planned: 'plain', open: 'good', closed: 'warn' }

export const stateWord = (state: Station['state']): string => t(`station.state.${state}`)
export const levelWord = (level: Station['level']): string => t(`station.level.${level}`)

export const StationState = ({ state }: { state: Station['state'] }) => (
  <StateTag tone={TONES[state]}>{stateWord(state)}</StateTag>
)

/** 「模拟」 or 「导入」; what was entered here needs no mark. */
export function OriginMark({ origin }: { origin: Station['origin'] }) {
  if (origin === 'simulated') return <SimulatedMark />
  return origin === 'import' ? <span className="origin-mark">{t('origin.import')}</span> : null
}

export const daysSince = (day: string): number => Math.round((Date.parse(today()) - Date.parse(day)) / DAY_MS)

/** 今天, 昨天, 12 天前. */
export function agoText(day: string): string {
  const days = daysSince(day)
  if (days <= 0) return t('station.today')
  return days === 1 ? t('station.yesterday') : t('station.daysAgo', { days })
}
