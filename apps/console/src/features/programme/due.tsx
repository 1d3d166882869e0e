import { daysLeftText } from '../../lib/format.ts'
import { StateTag, type Tone } from '../../ui/state-tag.tsx'

const SOON_DAYS = 30

function toneOf(daysLeft: number): Tone {
  if (daysLeft < 0) return 'bad'
  return daysLeft <= SOON_DAYS ? 'warn' : 'plain'
}

/** A day and how many days are left to it. */
export const DueDay = ({
  on,
  daysLeft,
  isDone = false,
}: {
  on: string | null
  daysLeft: number | null
  isDone?: boolean
}) => (
  <span className="due-day">
    <span>{on ?? '—'}</span>
    {daysLeft === null || isDone ? null : <DaysLeft days={daysLeft} />}
  </span>
)

/** A sign only where it is near: a column of signs says nothing. */
const DaysLeft = ({ days }: { days: number }) => {
  const tone = toneOf(days)
  const text = daysLeftText(days)
  return tone === 'plain' ? <span className="state-tag-plain">{text}</span> : <StateTag tone={tone}>{text}</StateTag>
}
