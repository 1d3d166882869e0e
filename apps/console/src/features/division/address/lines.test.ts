import { expect, test } from 'vitest'
import { kindOf, linesOf, unexplained } from './lines.ts'
import type { Answer } from './queries.ts'

const anAnswer = (answer: Partial<Answer>): Answer => ({
  ...{ code: null, confidence: 0, reason: 'unknown', notes: [], pieces: [], candidates: [], elsewhere: [] },
  ...answer,
})
const of = (answer: Partial<Answer>) => ({ line: '', answer: anAnswer(answer) })

test('what a person has to do with a line: decide it, look at it, pass it on, or nothing', () => {
  const village = { code: '532327101200', reason: 'village' as const }
  expect(kindOf(of({ ...village, confidence: 0.97 }), null)).toBe('all')
  expect(kindOf(of({ ...village, confidence: 0.7 }), null)).toBe('unsure')
  expect(kindOf(of({ code: '532327101', reason: 'town', confidence: 0.97 }), null)).toBe('open')
  expect(kindOf(of({ reason: 'ambiguous' }), null)).toBe('open')
  expect(kindOf(of({ reason: 'elsewhere' }), null)).toBe('elsewhere')
  expect(kindOf(of({ reason: 'ambiguous' }), { code: village.code, path: '' })).toBe('all')
})

test('lines are trimmed and empty ones dropped; what follows the last place is offered to be taught', () => {
  expect(linesOf(' a \r\n\n b')).toEqual(['a', 'b'])
  const pieces = [{ start: 0, end: 3, text: '莲池乡', code: '532327201', name: '莲池乡', how: 'name' as const }]
  expect(unexplained({ line: '莲池乡老街12号 张三', answer: anAnswer({ pieces }) })).toBe('老街')
})
