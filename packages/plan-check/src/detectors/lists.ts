import { type Clause, quoteClause } from '../reading/passage.ts'
import type { Finding } from '../result.ts'
import { finding, type ReadContext } from './context.ts'

interface List {
  clause: Clause
  items: readonly string[]
}

const MIN_ITEMS = 4
const MAX_ITEM = 14
const EDGE =
  /^(?:完善|具有|具备|涵盖|包括|使其|开展|提供|增补|配置|配备|一些|必要|硬件设备|等|和|及|以及|与|对)+|(?:等.*|之类)$/g

const close = (item: string): string => item.replaceAll(/[\s“”（）()]/g, '').replaceAll(EDGE, '')

/** The enumerations of the text: four short items or more between 、. */
function listsOf(context: ReadContext): List[] {
  return context.clauses.flatMap((clause) => {
    const items = clause.text.split(/、|和|以及/).map(close)
    const short = items.filter((item) => item.length >= 2 && item.length <= MAX_ITEM)
    const isOffices = short.filter((item) => OFFICE.test(item)).length * 2 > short.length
    return short.length < MIN_ITEMS || isOffices ? [] : [{ clause, items: short }]
  })
}

/** Which offices take part differs from task to task. */
const OFFICE = /(?:局|办|委|部|镇|街道|单位)$/

const LEAST_SHARED = 3
const ALIKE = 0.5
const SAME = 0.95

/** How many items two lists share; the first and the last have words of the sentence about them. */
function sharedBy(one: List, other: List): number {
  return one.items.filter((item) =>
    other.items.some((same) => same === item || same.endsWith(item) || item.endsWith(same)),
  ).length
}

/** One enumeration in two places, with an item more here or less there. */
function differing(context: ReadContext): Finding[] {
  const lists = listsOf(context)
  const pairs = lists.flatMap((one, at) =>
    lists.slice(at + 1).flatMap((other) => {
      if (one.clause.passage === other.clause.passage || one.clause.text === other.clause.text) return []
      const shared = sharedBy(one, other)
      const most = Math.max(one.items.length, other.items.length)
      const share = shared / most
      return shared >= LEAST_SHARED && share >= ALIKE && share < SAME ? [[one, other] as const] : []
    }),
  )
  const seen = new Set<string>()
  const first = pairs.filter(([one, other]) => {
    const key = [one, other].map(({ items }) => items.join()).join('|')
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
  if (first.length === 0) return []
  const { say } = context
  const without = (one: List, other: List): string[] => one.items.filter((item) => !other.items.includes(item))
  return [
    finding(
      'D-TEXT',
      'info',
      first.flat().map(({ clause }) => quoteClause(clause, context.lines)),
      {
        title: say('同一项列举两处多少不一', 'One enumeration, more items here than there'),
        why: first
          .slice(0, 6)
          .map(([one, other]) => `${without(one, other).join('、') || '∅'} / ${without(other, one).join('、') || '∅'}`)
          .join(say('；', '; ')),
        decide: say('定一份清单，另一处改为一致', 'Settle one list and correct the other'),
      },
    ),
  ]
}

/** Enumerations against one another. */
export function detectLists(context: ReadContext): Finding[] {
  return differing(context)
}
