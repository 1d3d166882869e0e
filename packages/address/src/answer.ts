import type { How } from './pieces.ts'
import type { Place } from './place.ts'

/** Why an answer is as it is. Codes are API: screens translate them, `sentence` says them in words. */
export type Reason =
  | 'village'
  | 'town'
  | 'county'
  /** Several places of the county have the name, or are equally near to it. */
  | 'ambiguous'
  /** The line speaks of another county. */
  | 'elsewhere'
  /** The village is in another town than the line says, or the line names two counties. */
  | 'contradiction'
  /** Nothing in the line is a place that is known, or too little to say which. */
  | 'unknown'

/** What makes an answer less sure. */
export type Note =
  | 'townMissing'
  | 'countyMissing'
  | 'formMissing'
  | 'corrected'
  | 'formerName'
  | 'alias'
  | 'otherPrefecture'
  | 'otherPlaceToo'
  | 'unknownRest'

/** A part of the line, by offsets into it as written, and the place that it names. */
export type MatchedPiece = { start: number; end: number; text: string; code: string; name: string; how: How }

/** `path`: the names from county to village, as a person says them. */
export type Candidate = Place & { path: string }

export type Answer = {
  /** Code of the narrowest place that the line names surely enough; null when refused or undecided. */
  code: string | null
  /** How often an answer like this one is right, 0 to 1; of a refusal, how sure the refusal is. */
  confidence: number
  reason: Reason
  notes: Note[]
  pieces: MatchedPiece[]
  /** The place found, or those among which a person has to choose. */
  candidates: Candidate[]
  /** Of a refusal: the counties of which the line seems to speak, or what they lie in. */
  elsewhere: Candidate[]
}

export type Language = 'zh' | 'en'

const NOTES: Readonly<Record<Note, readonly [zh: string, en: string]>> = {
  townMissing: ['未写乡镇，村名在县内唯一', 'no town; the village name is the only one in the county'],
  countyMissing: ['未写县', 'no county'],
  formMissing: ['地名后无“村”“镇”等字样', 'the name stands without its form'],
  corrected: ['有错字，已按近似字认定', 'a wrong character was put right'],
  formerName: ['写的是旧名', 'a former name'],
  alias: ['按本县习用地名认定', 'a name learnt in this county'],
  otherPrefecture: ['所写省市与本县不符', 'province or prefecture does not fit the county'],
  otherPlaceToo: ['另有外地地名', 'a place elsewhere is named too'],
  unknownRest: ['其余地名未能识别', 'the rest names no place that is known'],
}

const list = (places: readonly Candidate[], separator: string) =>
  places.map(({ code, path }) => `${path}（${code}）`).join(separator)

const several = (candidates: readonly Candidate[]) =>
  [
    `有${candidates.length}处可能，请选定：${list(candidates, '、')}`,
    `${candidates.length} places are possible, choose one: ${list(candidates, ', ')}`,
  ] as const

const SAID: Readonly<Record<Reason, (answer: Answer) => readonly [zh: string, en: string]>> = {
  village: ({ candidates }) => [`认定为${list(candidates, '、')}`, `Found: ${list(candidates, ', ')}`],
  town: ({ candidates }) => [
    `只能认定到乡镇：${list(candidates, '、')}`,
    `Found down to the town: ${list(candidates, ', ')}`,
  ],
  county: ({ candidates }) => [
    `只能认定到县：${list(candidates, '、')}`,
    `Found down to the county: ${list(candidates, ', ')}`,
  ],
  ambiguous: ({ candidates }) =>
    candidates.length === 1
      ? [`可能是${list(candidates, '')}，请确认`, `Perhaps ${list(candidates, '')}; please confirm`]
      : several(candidates),
  elsewhere: ({ elsewhere }) =>
    elsewhere.length > 0
      ? [
          `不是本县地址，像是${list(elsewhere, '或')}`,
          `Not of this county; it seems to be in ${list(elsewhere, ' or ')}`,
        ]
      : ['不是本县地址', 'Not of this county'],
  contradiction: ({ candidates }) => [
    `地址前后矛盾，请核对：${list(candidates, '、')}`,
    `The parts do not belong together, please check: ${list(candidates, ', ')}`,
  ],
  unknown: () => ['没有认出本县的乡镇或村', 'No town or village of this county was recognised'],
}

/** The reason in plain words, with what makes it less sure. */
export function sentence(answer: Answer, language: Language = 'zh'): string {
  const at = language === 'zh' ? 0 : 1
  const notes = answer.notes.map((note) => NOTES[note][at])
  const said = SAID[answer.reason](answer)[at]
  if (notes.length === 0) return `${said}${language === 'zh' ? '。' : '.'}`
  return language === 'zh' ? `${said}；${notes.join('；')}。` : `${said}; ${notes.join('; ')}.`
}
