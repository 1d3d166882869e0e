import { sayTime } from '../../lib/day.ts'
import { t } from '../../lib/i18n/index.ts'
import type { ShownEntry } from '../../lib/ledger.ts'
import { markOf, sayService, sayValue } from './words.ts'

const aside = (entry: ShownEntry): string => [entry.goods, entry.waybill, entry.note].filter(Boolean).join(' · ')

function Row({ entry, onOpen }: { entry: ShownEntry; onOpen: () => void }) {
  const mark = markOf(entry)
  const more = aside(entry)
  return (
    <li>
      <button
        type="button"
        className={entry.state === 'voided' ? 'row gone' : 'row'}
        data-state={entry.state}
        onClick={onOpen}
      >
        <span className="main">
          <span className="title">
            {sayService(entry.service)}
            {entry.amountFen > 0 && entry.quantity > 1 && <span className="soft">× {entry.quantity}</span>}
          </span>
          <span className="soft break">
            {sayTime(entry.at)}
            {more && ` · ${more}`}
          </span>
        </span>
        <span className="end">
          <span className="value">{sayValue(entry)}</span>
          <br />
          {entry.isOnBehalf && <span className="tag">{t('onBehalf.tag')}</span>}{' '}
          {entry.isImported && <span className="tag">{t('state.imported')}</span>}{' '}
          <span className={`tag ${mark.look}`}>{mark.text}</span>
        </span>
      </button>
    </li>
  )
}

export function EntryList({
  entries,
  onOpen,
}: {
  entries: readonly ShownEntry[]
  onOpen: (entry: ShownEntry) => void
}) {
  return (
    <ul className="card rows">
      {entries.map((entry) => (
        <Row key={entry.id} entry={entry} onOpen={() => onOpen(entry)} />
      ))}
    </ul>
  )
}
