import { checkText, type Finding, type Locale } from '@xiangji/plan-check'
import type { Compute } from '#platform/computation'

/** Runs in a thread of its own. */
export const compute: Compute<{ text: string; locale: Locale }, Finding[]> = ({ text, locale }) =>
  checkText(text, { locale })
