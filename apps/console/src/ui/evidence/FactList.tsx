import { yuan } from '../../lib/format.ts'
import { tWord } from '../../lib/i18n.ts'
import { listed } from '../punctuation.ts'

/** Shown elsewhere, or for machines only. */
const SILENT = new Set(['fileId', 'paper', 'waybill'])

function inWords(key: string, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'number') return key.endsWith('Fen') ? yuan(value) : String(value)
  if (typeof value === 'boolean' || typeof value === 'string') return tWord(`word.${value}`, String(value))
  if (Array.isArray(value)) return listed(value.map((part) => tWord(`word.${part}`, String(part))))
  return null
}

/** What an event says, in the words of the office. */
export const FactList = ({ data }: { data: Record<string, unknown> }) =>
  Object.entries(data).map(([key, value]) => {
    const said = SILENT.has(key) ? null : inWords(key, value)
    return said === null ? null : (
      <div key={key} style={{ display: 'contents' }}>
        <dt>{tWord(`fact.${key}`, key)}</dt>
        <dd>{said}</dd>
      </div>
    )
  })
