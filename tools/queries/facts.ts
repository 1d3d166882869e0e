/** PostgreSQL's own parse tree, as libpg-query gives it: each node is an object with one key, its kind. */
export type Node = { readonly [key: string]: unknown }

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const nodeAt = (node: Node | undefined, key: string): Node | undefined =>
  isNode(node?.[key]) ? (node[key] as Node) : undefined // asked the line above
export const listAt = (node: Node | undefined, key: string): readonly Node[] =>
  Array.isArray(node?.[key]) ? (node[key] as Node[]) : [] // the tree's lists hold nodes
export const textAt = (node: Node | undefined, key: string): string => String(node?.[key] ?? '')

/** Names in a list of String nodes: `platform.event` is two. */
export const wordsOf = (list: readonly Node[]): string[] => list.map((item) => textAt(nodeAt(item, 'String'), 'sval'))

/** What a statement says of a table's county: that it is one value, or that it is another table's. */
export type Fact = { table: string; is: { token: string } | { table: string } }

/** The value that a column is set equal to: which parameter or which constant. Casts change nothing. */
export function tokenOf(node: Node | undefined): string | undefined {
  const cast = nodeAt(node, 'TypeCast')
  if (cast) return tokenOf(nodeAt(cast, 'arg'))
  const parameter = nodeAt(node, 'ParamRef')
  if (parameter) return `$${textAt(parameter, 'number')}`
  const constant = nodeAt(nodeAt(node, 'A_Const'), 'sval')
  return constant ? `'${textAt(constant, 'sval')}'` : undefined
}

/** `s.county` → ['s', 'county']. */
export function columnOf(node: Node | undefined): string[] | undefined {
  const column = nodeAt(node, 'ColumnRef')
  return column && wordsOf(listAt(column, 'fields'))
}

/** The parts of a condition that all must hold; what stands under OR or NOT proves nothing. */
export function conjuncts(node: Node | undefined): Node[] {
  if (!node) return []
  const bool = nodeAt(node, 'BoolExpr')
  return bool && textAt(bool, 'boolop') === 'AND_EXPR' ? listAt(bool, 'args').flatMap(conjuncts) : [node]
}

/** Both sides of `a = b`, for a plain equality only: not for IN, ANY, LIKE. */
export function equality(node: Node): [Node | undefined, Node | undefined] | undefined {
  const expression = nodeAt(node, 'A_Expr')
  if (!expression || textAt(expression, 'kind') !== 'AEXPR_OP') return undefined
  if (wordsOf(listAt(expression, 'name')).join() !== '=') return undefined
  return [nodeAt(expression, 'lexpr'), nodeAt(expression, 'rexpr')]
}

/** Every node below, itself first, without entering those that `stop` holds back. */
export function* below(value: unknown, stop: (node: Node) => boolean): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* below(item, stop)
  if (!isNode(value)) return
  yield value
  if (stop(value)) return
  for (const inner of Object.values(value)) yield* below(inner, stop)
}
