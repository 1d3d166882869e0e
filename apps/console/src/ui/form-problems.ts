import './forms.css'
import type { FormInstance } from 'antd'
import { useEffect } from 'react'
import { Problem } from '../lib/api.ts'
import { t } from '../lib/i18n.ts'
import { problemText } from '../lib/problem-text.ts'

type Placed = { name: string; text: string }

/** Which fields of a form a refusal speaks of, and what it says of each. */
export function placed(error: unknown, fields: readonly string[]): Placed[] {
  if (!(error instanceof Problem)) return []
  const said = error.problems.map(({ path, message }) => ({
    name: path.replace(/^\//, '').split('/')[0] ?? '',
    // A pattern is no sentence for a person.
    text: message.includes('/^') ? t('form.notAccepted') : message,
  }))
  const whole = error.problems.length === 0 && error.field ? [{ name: error.field, text: problemText(error) }] : []
  return [...said, ...whole].filter(({ name }) => fields.includes(name))
}

/** Puts a refusal at the fields that it is about. @returns what no field can show, for the foot of the form */
export function useFieldProblems(form: FormInstance, error: unknown, fields: readonly string[]): unknown {
  const found = placed(error, fields)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each error is placed once
  useEffect(() => {
    if (!found[0]) return
    form.setFields(found.map(({ name, text }) => ({ name, errors: [text] })))
    form.scrollToField(found[0].name, { block: 'center' })
  }, [error])
  const isWhole = error instanceof Problem && error.problems.length > found.length
  return found.length > 0 && !isWhole ? null : error
}

/** The rule of a field that may not stay empty. */
export const required = (field: string) => ({ required: true, message: t('form.required', { field }) })

export const atLeast = (count: number) => ({ min: count, message: t('form.minimum', { count }) })
/** A telephone number as the server takes it. */
export const phoneRule = () => ({ pattern: /^[0-9+ -]{0,20}$/, message: t('form.phone') })
