import { loadModule, parseSync } from 'libpg-query'
import { below, columnOf, conjuncts, equality, type Fact, listAt, type Node, nodeAt, textAt, tokenOf } from './facts.ts'

await loadModule()

/** Tables by `schema.name`: tenants' begin every key with county; shared ones are reference or local tables. */
export type Tables = { tenants: ReadonlySet<string>; shared: ReadonlySet<string>; functions: ReadonlySet<string> }
export type Statement = { text: string; searchPath?: string; county?: readonly number[] | null }

type Scope = {
  tables: Tables
  searchPath: string
  ctes: ReadonlySet<string>
  problems: Set<string>
  tokens: Set<string>
}
type Relation = { alias: string; name: string; isTenant: boolean }

const CATALOGUES = new Set(['pg_catalog', 'information_schema'])
const HARMLESS = new Set([
  'TransactionStmt',
  'VariableSetStmt',
  'VariableShowStmt',
  'ListenStmt',
  'UnlistenStmt',
  'NotifyStmt',
])

/**
 * Why a statement is not proved to touch one county only; empty when it is. Proof is by its text alone: every tenant's table
 * in it is held by `county = $n` (or joined on county to one that is), inserts carry the county, and all those values are one.
 */
export function violations({ text, searchPath = '', county = null }: Statement, tables: Tables): string[] {
  const problems = new Set<string>()
  const tokens = new Set<string>()
  let statements: readonly Node[]
  try {
    statements = listAt(parseSync(text) as unknown as Node, 'stmts') // its own type is the same tree
  } catch (error) {
    return [`cannot be parsed: ${error instanceof Error ? error.message : error}`]
  }
  for (const statement of statements)
    inStatement(nodeAt(statement, 'stmt'), { tables, searchPath, ctes: new Set(), problems, tokens })
  // A parameter that was the transaction's own county every time is one value under several numbers.
  const own = new Set((county ?? []).map((n) => `$${n}`))
  const values = new Set([...tokens].map((token) => (own.has(token) ? 'the county of the transaction' : token)))
  if (values.size > 1) problems.add(`more than one county: ${[...values].sort().join(', ')}`)
  return [...problems]
}

function inStatement(node: Node | undefined, scope: Scope): void {
  const kind = Object.keys(node ?? {})[0] ?? ''
  const body = nodeAt(node, kind)
  if (kind === 'SelectStmt') inSelect(body, scope)
  else if (kind === 'InsertStmt') inInsert(body, scope)
  else if (kind === 'UpdateStmt' || kind === 'DeleteStmt') inChange(kind, body, scope)
  else if (kind === 'CopyStmt' && nodeAt(body, 'query')) inStatement(nodeAt(body, 'query'), scope)
  else if (kind === 'ExplainStmt') inStatement(nodeAt(body, 'query'), scope)
  else if (!HARMLESS.has(kind)) scope.problems.add(`${kind} is no statement of one county`)
}

/** CTEs are statements of their own; what follows may name them as it names tables. */
function withCtes(body: Node | undefined, scope: Scope): Scope {
  const ctes = listAt(nodeAt(body, 'withClause'), 'ctes').map((item) => nodeAt(item, 'CommonTableExpr'))
  const names = new Set([...scope.ctes, ...ctes.map((cte) => textAt(cte, 'ctename'))])
  const inner = { ...scope, ctes: names }
  for (const cte of ctes) inStatement(nodeAt(cte, 'ctequery'), inner)
  return inner
}

function inSelect(body: Node | undefined, outer: Scope): void {
  const scope = withCtes(body, outer)
  if (textAt(body, 'op') !== 'SETOP_NONE') {
    inSelect(nodeAt(body, 'larg'), scope)
    inSelect(nodeAt(body, 'rarg'), scope)
  }
  const relations: Relation[] = []
  const facts: Fact[] = []
  const sources = listAt(body, 'fromClause')
  collect(sources, { scope, relations })
  for (const source of sources) factsOfJoin(source, { relations, facts })
  facts.push(...factsOf(nodeAt(body, 'whereClause'), relations))
  demand(relations, facts, scope)
  inner(
    Object.entries(body ?? {}).flatMap(([key, value]) => (OWN_PARTS.has(key) ? [] : [value])),
    scope,
  )
  inner(sources, scope)
}
/** Parts of a SELECT that are walked by themselves. */
const OWN_PARTS = new Set(['withClause', 'larg', 'rarg', 'fromClause', 'intoClause'])

/** Sub-selects and function calls inside expressions. A sub-select must hold by itself: its outer row is no constant for it. */
function inner(value: unknown, scope: Scope): void {
  for (const node of below(value, (n) => 'SelectStmt' in n || 'SubLink' in n)) {
    const link = nodeAt(node, 'SubLink')
    if (link) {
      inner(link.testexpr, scope)
      inStatement(nodeAt(link, 'subselect'), scope)
    }
    if ('SelectStmt' in node) inStatement(node, scope)
    const call = nodeAt(node, 'FuncCall')
    if (call) checkFunction(listAt(call, 'funcname'), scope)
  }
}

function checkFunction(words: readonly Node[], scope: Scope): void {
  const name = words.map((word) => textAt(nodeAt(word, 'String'), 'sval')).join('.')
  if (name.includes('.') && !CATALOGUES.has(name.split('.')[0] ?? '') && !scope.tables.functions.has(name))
    scope.problems.add(`the function ${name} is not listed`)
}

/** Tables named in FROM, however joined. Sub-selects there are walked by `inner`. */
function collect(sources: readonly Node[], { scope, relations }: { scope: Scope; relations: Relation[] }): void {
  for (const source of sources) {
    const table = nodeAt(source, 'RangeVar')
    if (table) relations.push(...relationOf(table, scope))
    const join = nodeAt(source, 'JoinExpr')
    if (join)
      for (const side of ['larg', 'rarg']) {
        const one = nodeAt(join, side)
        if (one) collect([one], { scope, relations })
      }
  }
}

function relationOf(table: Node, scope: Scope): Relation[] {
  const schema = textAt(table, 'schemaname')
  const bare = textAt(table, 'relname')
  if (schema === '' && scope.ctes.has(bare)) return []
  if (CATALOGUES.has(schema) || (schema === '' && bare.startsWith('pg_'))) return []
  const name = `${schema || scope.searchPath || 'public'}.${bare}`
  const isTenant = scope.tables.tenants.has(name)
  if (!isTenant && !scope.tables.shared.has(name)) scope.problems.add(`the table ${name} is not known`)
  return [{ alias: textAt(nodeAt(table, 'alias'), 'aliasname') || bare, name, isTenant }]
}

/** Which table's county a column is. Without a table's name it is the only tenant's in sight. */
function countyOf(node: Node | undefined, relations: readonly Relation[]): string | undefined {
  const words = columnOf(node)
  if (words?.at(-1) !== 'county') return undefined
  if (words.length > 1) {
    const named = relations.filter(({ alias, name }) => alias === words.at(-2) || name === words.slice(0, -1).join('.'))
    return named.length === 1 ? named[0]?.alias : undefined
  }
  const tenants = relations.filter(({ isTenant }) => isTenant)
  return tenants.length === 1 && relations.length === 1 ? tenants[0]?.alias : undefined
}

function factsOf(condition: Node | undefined, relations: readonly Relation[]): Fact[] {
  return conjuncts(condition).flatMap((one): Fact[] => {
    const [left, right] = equality(one) ?? []
    const [a, b] = [countyOf(left, relations), countyOf(right, relations)]
    if (a && b)
      return [
        { table: a, is: { table: b } },
        { table: b, is: { table: a } },
      ]
    const table = a ?? b
    const token = tokenOf(a ? right : left)
    return table && token ? [{ table, is: { token } }] : []
  })
}

/** An inner join's condition holds for both sides; an outer one's only for the side that may be missing; a full one's for neither. */
function factsOfJoin(source: Node, into: { relations: readonly Relation[]; facts: Fact[] }): string[] {
  const table = nodeAt(source, 'RangeVar')
  if (table) return [textAt(nodeAt(table, 'alias'), 'aliasname') || textAt(table, 'relname')]
  const join = nodeAt(source, 'JoinExpr')
  if (!join) return []
  const [left, right] = ['larg', 'rarg'].map((side) => factsOfJoin(nodeAt(join, side) ?? {}, into)) as [
    string[],
    string[],
  ] // two sides
  const kind = textAt(join, 'jointype')
  const using = listAt(join, 'usingClause').some((word) => textAt(nodeAt(word, 'String'), 'sval') === 'county')
  const held =
    kind === 'JOIN_INNER' ? [...left, ...right] : kind === 'JOIN_LEFT' ? right : kind === 'JOIN_RIGHT' ? left : []
  const found = factsOf(nodeAt(join, 'quals'), into.relations)
  const [a, b] = [left.at(-1), right[0]]
  if (using && a && b && left.length === 1) found.push({ table: a, is: { table: b } }, { table: b, is: { table: a } })
  into.facts.push(...found.filter(({ table: of }) => held.includes(of)))
  return [...left, ...right]
}

/** Tables that are held by a value, by themselves or through others that are. */
function heldBy(facts: readonly Fact[]): Set<string> {
  const held = new Set(facts.flatMap(({ table, is }) => ('token' in is ? [table] : [])))
  for (let before = -1; before !== held.size; ) {
    before = held.size
    for (const { table, is } of facts) if ('table' in is && held.has(is.table)) held.add(table)
  }
  return held
}

function demand(relations: readonly Relation[], facts: readonly Fact[], scope: Scope): void {
  const held = heldBy(facts)
  for (const { is } of facts) if ('token' in is) scope.tokens.add(is.token)
  for (const { alias, name } of relations.filter((one) => one.isTenant && !held.has(one.alias)))
    scope.problems.add(`${name}${name.endsWith(`.${alias}`) ? '' : ` as ${alias}`} is not held to one county`)
}

function inChange(kind: string, body: Node | undefined, outer: Scope): void {
  const scope = withCtes(body, outer)
  const others = listAt(body, kind === 'UpdateStmt' ? 'fromClause' : 'usingClause')
  const relations = relationOf(nodeAt(body, 'relation') ?? {}, scope)
  const facts: Fact[] = []
  collect(others, { scope, relations })
  for (const source of others) factsOfJoin(source, { relations, facts })
  facts.push(...factsOf(nodeAt(body, 'whereClause'), relations))
  demand(relations, facts, scope)
  if (relations[0]?.isTenant) refuseNewCounty(listAt(body, 'targetList'), scope)
  inner([body?.targetList, body?.whereClause, others, body?.returningList], scope)
}

function refuseNewCounty(targets: readonly Node[], scope: Scope): void {
  if (targets.some((target) => textAt(nodeAt(target, 'ResTarget'), 'name') === 'county'))
    scope.problems.add('a row moves to another county')
}

function inInsert(body: Node | undefined, outer: Scope): void {
  const scope = withCtes(body, outer)
  const [relation] = relationOf(nodeAt(body, 'relation') ?? {}, scope)
  const source = nodeAt(nodeAt(body, 'selectStmt'), 'SelectStmt')
  if (relation?.isTenant) {
    const columns = listAt(body, 'cols').map((column) => textAt(nodeAt(column, 'ResTarget'), 'name'))
    const at = columns.indexOf('county')
    if (at === -1) scope.problems.add(`the insert into ${relation.name} does not name its county`)
    else checkInserted(source, at, { scope, name: relation.name })
    refuseNewCounty(listAt(nodeAt(body, 'onConflictClause'), 'targetList'), scope)
  }
  if (source) inSelect(source, scope)
  inner([body?.onConflictClause, body?.returningList], scope)
}

/** What stands at the county's place in each row that goes in: a value, or the county of a table that is held to one. */
function checkInserted(source: Node | undefined, at: number, { scope, name }: { scope: Scope; name: string }): void {
  if (source && textAt(source, 'op') !== 'SETOP_NONE') {
    for (const side of ['larg', 'rarg']) checkInserted(nodeAt(source, side), at, { scope, name })
    return
  }
  const relations: Relation[] = []
  collect(listAt(source, 'fromClause'), { scope: { ...scope, problems: new Set() }, relations })
  const rows = listAt(source, 'valuesLists').map((row) => listAt(nodeAt(row, 'List'), 'items'))
  const selected = listAt(source, 'targetList').map((target) => nodeAt(nodeAt(target, 'ResTarget'), 'val'))
  for (const row of rows.length > 0 ? rows : [selected]) {
    const isCounted = !row.slice(0, at).some(isStar)
    const token = isCounted ? tokenOf(row[at]) : undefined
    if (token) scope.tokens.add(token)
    else if (!isCounted || !countyOf(row[at], relations))
      scope.problems.add(`the county of what goes into ${name} is not known`)
  }
}

const isStar = (value: Node | undefined): boolean =>
  listAt(nodeAt(value, 'ColumnRef'), 'fields').some((field) => 'A_Star' in field)
