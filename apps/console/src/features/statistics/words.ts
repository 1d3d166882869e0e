import { moment } from '../../lib/format.ts'
import { t, tWord } from '../../lib/i18n.ts'
import type { EventRow } from './queries.ts'

/** Every kind of event that a module records, by module. */
export const KINDS = {
  station: [
    'registered',
    'changed',
    'opened',
    'closed',
    'keeperAssigned',
    'entryRecorded',
    'entryVoided',
    'reportConfirmed',
  ],
  programme: [
    'planLoaded',
    'moneyMoved',
    'targetReported',
    'taskReported',
    'externalFigureEntered',
    'findingDecided',
    'decisionWithdrawn',
  ],
  disclosure: ['published', 'withdrawn', 'complaintReceived', 'complaintAnswered'],
  privacy: [
    'revealed',
    'requested',
    'requestChecked',
    'exported',
    'erased',
    'requestClosed',
    'consentGiven',
    'consentWithdrawn',
    'expired',
  ],
  identity: [
    'signedIn',
    'signInFailed',
    'signedOut',
    'passwordChanged',
    'accountCreated',
    'accountChanged',
    'accountDisabled',
    'accountEnabled',
    'passwordReset',
  ],
  journal: ['checked'],
  logistics: ['planAdopted'],
  access: ['alarmRaised', 'alarmAcknowledged', 'logExpired'],
} as const

export const kindText = (kind: string): string => tWord(`event.${kind}`, kind)

export const kindChoices = () =>
  (['station', 'programme', 'disclosure', 'privacy', 'identity', 'logistics', 'journal', 'access'] as const).map(
    (module) => ({
      label: t(`journalGroup.${module}`),
      options: KINDS[module].map((name) => ({ value: `${module}.${name}`, label: kindText(`${module}.${name}`) })),
    }),
  )

/** Nobody's account: the platform itself, the public, somebody who did not prove who he is. */
export const actorText = ({ actor, actorName }: Pick<EventRow, 'actor' | 'actorName'>): string =>
  tWord(`actor.${actor}`, actorName)

export type Names = {
  places: ReadonlyMap<string, string>
  stations: ReadonlyMap<string, string>
  accounts: ReadonlyMap<string, string>
}

const WORDS: Record<string, string> = {
  'disclosure.published/kind': 'publicationKind.',
  'disclosure.complaintReceived/kind': 'complaintKind.',
  'identity.signInFailed/reason': 'reason.',
  'privacy.revealed/why': 'revealWhy.',
  'privacy.revealed/field': 'field.',
  'privacy.requested/kind': 'privacyKind.',
  'privacy.requestChecked/how': 'privacyHow.',
  'privacy.requestClosed/result': 'privacyState.',
  'privacy.consentGiven/basis': 'privacyBasis.',
  'programme.taskReported/state': 'taskState.word.',
  'programme.findingDecided/kind': 'decision.',
  'programme.findingDecided/detector': 'detector.',
  'programme.findingDecided/severity': 'severity.',
  'programme.decisionWithdrawn/kind': 'decision.',
  'programme.decisionWithdrawn/detector': 'detector.',
  'programme.decisionWithdrawn/severity': 'severity.',
  'access.alarmRaised/rule': 'alarm.rule.',
  'access.alarmAcknowledged/rule': 'alarm.rule.',
}
const LISTS: Record<string, string> = { roles: 'role.', fields: 'field.', changed: 'field.' }

type Say = (value: string, names: Names) => string
const NAMED: Record<string, Say> = {
  place: (code, { places }) => places.get(code) ?? code,
  station: (id, { stations }) => stations.get(id) ?? id,
  account: (id, { accounts }) => accounts.get(id) ?? id,
  confirmedAt: (at) => moment(at),
}

function factText(kind: string, key: string, value: unknown, names: Names): unknown {
  const list = LISTS[key]
  if (Array.isArray(value) && list) return value.map((word) => tWord(`${list}${word}`, String(word)))
  if (typeof value !== 'string') return value
  const words = WORDS[`${kind}/${key}`]
  if (words) return tWord(`${words}${value}`, value)
  return NAMED[key]?.(value, names) ?? value
}

/** What an event says, with names for ids and words for codes. */
export const readable = ({ kind, data }: Pick<EventRow, 'kind' | 'data'>, names: Names): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, factText(kind, key, value, names)]))

/** Whom or what an event is about: a name where the id is known, and always the id. */
export function subjectText(subject: string, { accounts, stations }: Names): string {
  const [what = '', id = ''] = subject.split(':')
  const name = what === 'account' ? accounts.get(id) : stations.get(id)
  return name ? `${name} · ${subject}` : subject
}
