import { t } from '../lib/i18n.ts'

/** 甲、乙、丙. */
export const listed = (words: readonly string[]): string => words.join(t('text.and'))
/** 甲如此；乙如彼. */
export const clauses = (parts: readonly string[]): string => parts.join(t('text.clause'))
/** 「（旁注）」 behind a word. */
export const aside = (text: string | number): string => t('text.aside', { text })
/** 「标签：」 before a value. */
export const labelled = (label: string): string => t('text.label', { label })
