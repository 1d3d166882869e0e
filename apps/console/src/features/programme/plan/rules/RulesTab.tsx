import { useQuery } from '@tanstack/react-query'
import { percent, wan } from '../../../../lib/format.ts'
import { t, tWord } from '../../../../lib/i18n.ts'
import { useAsOf } from '../../../../ui/as-of.ts'
import type { Column } from '../../../../ui/data-table/column.ts'
import { DataTable } from '../../../../ui/data-table/DataTable.tsx'
import { listed } from '../../../../ui/punctuation.ts'
import { Quote } from '../../../../ui/quote.tsx'
import { StateTag, type Tone } from '../../../../ui/state-tag.tsx'
import { type FundRule, rulesQuery } from '../../queries.ts'
import { RuleBar } from './RuleBar.tsx'

type Verdict = 'ok' | 'broken' | 'unknown'
const TONES: Record<Verdict, Tone> = { ok: 'good', broken: 'bad', unknown: 'plain' }
const verdictOf = ({ ok }: FundRule): Verdict => (ok === null ? 'unknown' : ok ? 'ok' : 'broken')
const VERDICTS = ['broken', 'ok', 'unknown'] as const

/** A fraction as per cent, an amount as 万元. */
export const limitText = (rule: FundRule, value: number | null): string => {
  if (value === null) return '—'
  return rule.isRatio ? percent(value, 2) : t('rules.wan', { value })
}

function roomText({ kind, headRoomFen: room }: FundRule): string {
  if (room === null) return '—'
  const amount = { wan: wan(Math.abs(room)) }
  if (kind === 'floor') return room > 0 ? t('rules.roomFloor', amount) : t('rules.roomMet', amount)
  return room >= 0 ? t('rules.roomCap', amount) : t('rules.roomBroken', amount)
}

const columns = (): Column<FundRule>[] => [
  {
    key: 'text',
    title: t('rules.text'),
    value: ({ text }) => text,
    width: 340,
    render: ({ text }) => <div className="cell-text">{text}</div>,
  },
  {
    key: 'kind',
    title: t('rules.kind'),
    value: ({ kind }) => tWord(`ruleKind.${kind}`, kind),
    filter: 'values',
  },
  {
    key: 'verdict',
    title: t('rules.state'),
    value: verdictOf,
    sheet: (rule) => t(`rules.${verdictOf(rule)}`),
    rank: (rule) => VERDICTS.indexOf(verdictOf(rule)),
    filter: VERDICTS.map((verdict) => ({ value: verdict, label: t(`rules.${verdict}`) })),
    render: (rule) => <StateTag tone={TONES[verdictOf(rule)]}>{t(`rules.${verdictOf(rule)}`)}</StateTag>,
  },
  {
    key: 'limit',
    title: t('rules.limit'),
    value: ({ limit }) => limit,
    render: (rule) => limitText(rule, rule.limit),
    align: 'right',
  },
  {
    key: 'planned',
    title: t('rules.planned'),
    value: ({ planned }) => planned,
    render: (rule) => limitText(rule, rule.planned),
    align: 'right',
  },
  {
    key: 'paid',
    title: t('rules.paid'),
    value: ({ paid }) => paid,
    render: (rule) => limitText(rule, rule.paid),
    align: 'right',
  },
  {
    key: 'room',
    title: t('rules.room'),
    value: ({ headRoomFen }) => headRoomFen,
    sheet: roomText,
    width: 240,
    render: (rule) => (
      <div>
        <RuleBar rule={rule} />
        {rule.ok === null ? <span className="rule-why">{rule.why ?? t('rules.unknown')}</span> : roomText(rule)}
      </div>
    ),
  },
]

const Detail = ({ rule }: { rule: FundRule }) => (
  <div className="detail">
    <Quote source={rule.source} />
    <dl className="facts">
      <dt>{t('rules.why')}</dt>
      <dd>{rule.why ?? '—'}</dd>
      {rule.lines.length > 0 ? (
        <>
          <dt>{t('rules.lines')}</dt>
          <dd>{listed(rule.lines)}</dd>
        </>
      ) : null}
    </dl>
  </div>
)

/** The rules for the money, what the plan makes of them, and how much room the payments leave. */
export function RulesTab() {
  const { asOf } = useAsOf()
  const asked = useQuery(rulesQuery(asOf))
  return (
    <DataTable
      id="rules"
      caption={t('rules.caption')}
      columns={columns()}
      rows={asked}
      rowKey={({ id }) => id}
      initialSort="verdict"
      empty={{ text: t('rules.none') }}
      detail={(rule) => <Detail rule={rule} />}
    />
  )
}
