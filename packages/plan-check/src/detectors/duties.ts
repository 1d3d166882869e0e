import { type Clause, clausesOf } from '../reading/passage.ts'
import { columnsOf, type Row, rowFields, type Table } from '../reading/table.ts'
import type { Finding } from '../result.ts'
import { clausesWith, finding, quotesOfClauses, type ReadContext } from './context.ts'

const LONG_DUTY = 8

interface Duty {
  row: Row
  unit: string
  clause: Clause
}

function dutiesOf(table: Table): Duty[] {
  return table.rows.flatMap((row) => {
    const { content, name, unit } = rowFields(table, row)
    const work = content ?? name
    if (row.serial === null || work === undefined || unit === undefined) return []
    return clausesOf(work)
      .filter((clause) => clause.text.length >= LONG_DUTY)
      .map((clause) => ({ row, unit: unit.text, clause }))
  })
}

/** One duty in the same words under two offices. */
function sharedDuties(context: ReadContext): Finding[] {
  const { say } = context
  const tables = context.reading.tables.filter(
    (table) => table.layout === 'stacked' || columnsOf(table, 'unit').length > 0,
  )
  const groups = tables.flatMap((table) => [...Map.groupBy(dutiesOf(table), ({ clause }) => clause.text).values()])
  const shared = groups.filter((duties) => new Set(duties.map(({ unit }) => unit)).size > 1)
  const units = new Set(shared.flatMap((duties) => duties.map(({ unit }) => unit)))
  if (shared.length === 0) return []
  return [
    finding(
      'D-COMP',
      'info',
      quotesOfClauses(
        context,
        shared.flat().map(({ clause }) => clause),
      ),
      {
        title: say(`同一职责写在几个单位名下：${[...units].join('、')}`, 'One duty under several offices'),
        why: say('谁牵头没有写，出了问题都说是对方的', 'Nobody leads: each can point at the other'),
        decide: say('定一个牵头单位，其余写配合', 'Name the one that leads and have the others support it'),
      },
    ),
  ]
}

/** Those who audit the programme taking part in its management: they would audit themselves. */
function auditorsInside(context: ReadContext): Finding[] {
  const { say } = context
  const inText = clausesWith(
    context,
    /(?:审计|纪检)[^，。；]{0,12}(?:增加|参与|引入|开展)[^，。；]{0,12}(?:财评|监理|管理)|引入(?:纪检|审计)/,
  )
  const inTable = context.reading.tables.flatMap((table) =>
    dutiesOf(table)
      .filter(({ unit, clause }) => /审计/.test(unit) && /事前|事中|全过程|管理/.test(clause.text))
      .map(({ clause }) => clause),
  )
  const clauses = [...inText, ...inTable]
  if (clauses.length === 0) return []
  return [
    finding('D-COMP', 'info', quotesOfClauses(context, clauses), {
      title: say('审计、纪检参与项目管理', 'Auditors take part in the management'),
      why: say(
        '审计机关不得参加可能影响其独立履职的活动（审计法第十四条），事后审计会审到自己',
        'Auditors may not take part in what impairs their independence (Audit Law, article 14)',
      ),
      decide: say('改由第三方监理、财评，审计只作监督', 'Leave it to outside supervisors and reviewers'),
    }),
  ]
}

/** Who does what: one duty of two offices, and offices that should stand outside. */
export function detectDuties(context: ReadContext): Finding[] {
  return [...sharedDuties(context), ...auditorsInside(context)]
}
