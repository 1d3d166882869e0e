import type { Source } from '@xiangji/county-pack'
import { isDayOfIssue, issuedOf, printedDay } from '../reading/issue.ts'
import { quoteOf } from '../reading/passage.ts'
import type { TextPhase } from '../reading/timetable.ts'
import type { Finding } from '../result.ts'
import { finding, type ReadContext } from './context.ts'

/** The last days of the plenary sessions of the Central Committee, as its communiqués give them. */
const SESSIONS: Readonly<Record<string, readonly string[]>> = {
  十八: ['2012-11-15', '2013-02-28', '2013-11-12', '2014-10-23', '2015-10-29', '2016-10-27', '2017-10-14'],
  十九: ['2017-10-25', '2018-01-19', '2018-02-28', '2019-10-31', '2020-10-29', '2021-11-11', '2022-10-12'],
  二十: ['2022-10-23', '2023-02-28', '2024-07-18', '2025-10-23'],
}
const NAMED = /(十八|十九|二十)届((?:[一二三四五六七]中|[、和及历次])+)全会/g
const ORDINALS = '一二三四五六七'

interface Known {
  day: string
  source: Source
}

/** The latest session that the text names: it cannot have been written before it ended. */
function lastSession(context: ReadContext): Known | undefined {
  const named = context.reading.passages.flatMap((passage) =>
    [...passage.text.matchAll(NAMED)].flatMap((match) => {
      const ordinals = [...(match[2] ?? '').matchAll(/[一二三四五六七]/g)].map(([one]) => ORDINALS.indexOf(one))
      const day = SESSIONS[match[1] ?? '']?.[Math.max(...ordinals)]
      const source = quoteOf(passage, context.lines, match.index, match.index + match[0].length)
      return day === undefined ? [] : [{ day, source }]
    }),
  )
  return named.toSorted((a, b) => b.day.localeCompare(a.day))[0]
}

/** A day of issue before the session that the text already names. */
export function issuedTooEarly(context: ReadContext): Finding[] {
  const [known, issued] = [lastSession(context), printedDay(context.reading)]
  // Two days of issue that differ are told as such.
  if (context.reading.passages.filter(isDayOfIssue).length > 1) return []
  if (known === undefined || issued === undefined || issued.from >= known.day) return []
  const { say } = context
  return [
    finding('D-DATE', 'warn', [issued.source, known.source], {
      title: say('成文日期早于文中提到的全会', 'Issued before the session that the text names'),
      why: say(
        `成文 ${issued.from}，全会闭幕 ${known.day}`,
        `Issued on ${issued.from}, the session closed on ${known.day}`,
      ),
      decide: say('核对成文日期', 'Check the day of issue'),
    }),
  ]
}

/** Phases of an undated text that began before it can have been written. */
export function beforeWriting(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const known = issuedOf(context.reading) === undefined ? lastSession(context) : undefined
  const early = known === undefined ? [] : phases.filter((phase) => phase.startOn < known.day)
  if (known === undefined || early.length === 0) return []
  const { say } = context
  const names = early.map((phase) => phase.name).join('、')
  return [
    finding('D-DATE', 'info', [known.source, ...early.map((phase) => phase.source)], {
      title: say(`文件写成之前已经开始的阶段：${names}`, `Phases that began before the text was written: ${names}`),
      why: say(
        `文中提到 ${known.day} 闭幕的全会，文件不会早于这一天`,
        `It names a session that closed on ${known.day} and cannot be older`,
      ),
      decide: say('补成文日期，写明已完成到哪一步', 'Add the day of issue and say how far they are'),
    }),
  ]
}
