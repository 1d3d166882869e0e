import { count, operatorWord } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import type { EvidenceOf } from '../../../ui/evidence-state.ts'
import type { Tone } from '../../../ui/state-tag.tsx'
import type { Target } from '../queries.ts'

export const STATE_TONES: Record<Target['state'], Tone> = {
  met: 'good',
  onTrack: 'good',
  behind: 'warn',
  red: 'bad',
  unmeasured: 'plain',
  notReported: 'info',
}
const STATES = ['red', 'behind', 'notReported', 'onTrack', 'met', 'unmeasured'] as const
export const stateWord = (state: Target['state']): string => t(`targetState.${state}`)
export const stateChoices = () => STATES.map((state) => ({ value: state, label: stateWord(state) }))
/** Red first: what an office head looks for. */
export const stateRank = (state: Target['state']): number => STATES.indexOf(state)

/** 不少于 3000 人次; a goal in words stands as it is. */
export function goalText({ operator, target, unit }: Pick<Target, 'operator' | 'target' | 'unit'>): string {
  if (target === null) return '—'
  const goal = typeof target === 'number' ? count(target) : target
  const word = operator === 'qual' ? '' : operatorWord(operator)
  return [word, goal, typeof target === 'number' ? unit : ''].filter(Boolean).join(' ')
}

export function evidenceOf({ id, measure, indicator }: Target): EvidenceOf | undefined {
  if (measure === 'indicator' && indicator) return { indicator }
  return measure === 'byHand' ? { target: id } : undefined
}
