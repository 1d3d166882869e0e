import { type Finding, figure, isEqual, rounded } from '../result.ts'
import { finding, type ReadContext } from './context.ts'
import { sentenceEquations } from './sentence-sums.ts'
import { type Equation, type Term, tableEquations } from './table-sums.ts'
import { textEquations } from './text-sums.ts'

/** Broken equations that share a figure have one cause: they are told together, the shared figure first. */
function together(context: ReadContext, broken: readonly Equation[]): Finding[] {
  const groups: Equation[][] = []
  for (const equation of broken) {
    const touching = groups.filter((group) =>
      group.some((other) => other.terms.some((term) => equation.terms.some((own) => own.key === term.key))),
    )
    const merged = [...touching.flat(), equation]
    for (const group of touching) groups.splice(groups.indexOf(group), 1)
    groups.push(merged)
  }
  return groups.map((group) => sumFinding(context, group))
}

function sharedTerms(group: readonly Equation[]): Term[] {
  const [first, ...others] = group
  if (first === undefined || others.length === 0) return []
  return first.terms.filter((term) => others.every((other) => other.terms.some((own) => own.key === term.key)))
}

function sumFinding({ say }: ReadContext, group: readonly Equation[]): Finding {
  const shared = sharedTerms(group)
  const names = group.map((equation) => say(...equation.what)).join(say('、', ', '))
  const sums = group
    .map(({ what, expected, actual, unit }) => {
      const should = figure(say, rounded(expected, 2), unit)
      const is = figure(say, rounded(actual, 2), unit)
      return say(`${what[0]}应为 ${should}，实为 ${is}`, `${what[1]} should be ${should} and is ${is}`)
    })
    .join(say('；', '; '))
  const suspect = shared.length === 1 ? (shared[0]?.source.quote ?? '') : ''
  const cause = say(`；几处都用到“${suspect}”，应先核对它`, `; all of them use “${suspect}”: look at it first`)
  const terms =
    shared.length === 1
      ? [...shared, ...group.flatMap((equation) => equation.terms)]
      : group.flatMap((equation) => equation.terms)
  return finding(
    'D-SUM',
    'error',
    terms.map((term) => term.source),
    {
      title: say(`合计不符：${names}`, `The sum does not come out: ${names}`),
      why: suspect === '' ? sums : sums + cause,
      decide: say('按底稿改正，改正前不得导入', 'Correct it from the working papers before the plan is imported'),
    },
  )
}

/** Sums down the columns and across the rows, parts of a row, numbers and what they consist of, and the same money told twice. */
export function detectSums(context: ReadContext): Finding[] {
  const equations = [...tableEquations(context), ...sentenceEquations(context), ...textEquations(context)]
  return together(
    context,
    equations.filter((equation) => !isEqual(equation.expected, equation.actual)),
  )
}
