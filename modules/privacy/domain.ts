import { addDays } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { CheckedHow, Close, StoredRequest } from './schema.ts'

/** 《App违法违规收集使用个人信息行为认定方法》: an answer within 15 working days; we hold every request to it. */
const TERM_DAYS = 15
const SUNDAY = 0
const SATURDAY = 6

const isWeekend = (day: string): boolean => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday === SUNDAY || weekday === SATURDAY
}

/**
 * The last day of the term. Public holidays are announced year by year and not known here; they would only put it off, so the
 * day named is never later than the law's, a Saturday worked instead of a holiday apart.
 */
export function dueOn(askedOn: string): string {
  let day = askedOn
  for (let left = TERM_DAYS; left > 0; ) {
    day = addDays(day, 1)
    if (!isWeekend(day)) left -= 1
  }
  return day
}

/** 张三 → 张*; 欧阳娜娜 → 欧***. */
export const maskName = (name: string): string => {
  const [first = '', ...rest] = [...name]
  return first + '*'.repeat(rest.length)
}

export const maskPhone = (phone: string): string =>
  phone.length < 11 ? phone.replace(/./g, '*') : `${phone.slice(0, 3)}****${phone.slice(-4)}`

type Standing = Pick<
  StoredRequest,
  'state' | 'checkedAt' | 'checkedBy' | 'checkedHow' | 'doneAt' | 'doneBy' | 'outcome'
>

export function check<R extends Standing>(request: R, { how, by, at }: { how: CheckedHow; by: string; at: Date }): R {
  if (request.state !== 'received') throw new DomainError('privacy.alreadyChecked', { state: request.state })
  return { ...request, state: 'checked', checkedHow: how, checkedBy: by, checkedAt: at.toISOString() }
}

/** Nothing of a person is handed out or erased before somebody has made sure who asks, nor after the case is closed. */
export function needChecked({ state }: Standing): void {
  if (state === 'received') throw new DomainError('privacy.notChecked')
  if (state !== 'checked') throw new DomainError('privacy.alreadyClosed', { state })
}

export function needKind({ kind }: Pick<StoredRequest, 'kind'>, wanted: StoredRequest['kind']): void {
  if (kind !== wanted) throw new DomainError('privacy.otherKind', { kind, wanted })
}

export function close<R extends Standing>(request: R, { result, outcome }: Close, by: string, at: Date): R {
  if (request.state === 'done' || request.state === 'refused')
    throw new DomainError('privacy.alreadyClosed', { state: request.state })
  if (result === 'done') needChecked(request)
  return { ...request, state: result, outcome, doneBy: by, doneAt: at.toISOString() }
}
