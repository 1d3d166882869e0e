/** The API as its own document tells it: every route, and the smallest input that its schema takes. */

export type Schema = {
  type?: string | string[]
  format?: string
  pattern?: string
  enum?: readonly unknown[]
  const?: unknown
  anyOf?: readonly Schema[]
  properties?: Record<string, Schema>
  required?: readonly string[]
  items?: Schema
  minItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
}

export type Parameter = { name: string; in: 'path' | 'query'; required: boolean; schema: Schema }
export type Operation = {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  path: string
  can: string
  parameters: readonly Parameter[]
  body: Schema | undefined
}

type Document = {
  paths: Record<
    string,
    Record<
      string,
      {
        'x-can'?: string
        parameters?: Parameter[]
        requestBody?: { content: Record<string, { schema: Schema }> }
      }
    >
  >
}

export function operationsOf(document: object): Operation[] {
  const { paths } = document as Document // OpenAPI 3.1 as @fastify/swagger writes it
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, said]) => ({
      method: method.toUpperCase() as Operation['method'], // a key of a path item
      path,
      can: said['x-can'] ?? '',
      parameters: said.parameters ?? [],
      body: said.requestBody?.content['application/json']?.schema,
    })),
  )
}

/** Texts that some pattern of ours takes; a new kind of text is added here. */
const TEXTS = [
  'ab',
  'x',
  '0',
  '000001',
  '000001001',
  'station.entries',
  'a-token-that-is-nobodys',
  '1700000000000_0190c000-0000-7000-8000-000000000000',
  'abcde',
]

export const NOBODY = '0190c000-0000-7000-8000-0000000000ff'

const fits = (text: string, { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema): boolean =>
  text.length >= minLength && text.length <= maxLength && (!pattern || new RegExp(pattern, 'u').test(text))

function smallestText(schema: Schema, today: string): string {
  if (schema.format === 'uuid') return NOBODY
  if (schema.format === 'date') return today
  if (schema.format === 'date-time') return `${today}T00:00:00Z`
  const text = [...TEXTS, 'ab'.repeat((schema.minLength ?? 0) / 2 + 1)].find((candidate) => fits(candidate, schema))
  if (text === undefined) throw new Error(`add to TEXTS one that ${schema.pattern ?? JSON.stringify(schema)} takes`)
  return text
}

const typeOf = ({ type, properties, anyOf }: Schema) =>
  [type].flat().find((t) => t !== 'null') ?? (properties ? 'object' : anyOf ? 'anyOf' : 'any')

/** The smallest value that a schema takes: what is required and nothing else. */
export function smallest(schema: Schema, today: string): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const kinds: Record<string, () => unknown> = {
    anyOf: () => smallest(schema.anyOf?.find(({ type }) => type !== 'null') ?? { type: 'string' }, today),
    object: () =>
      Object.fromEntries(
        (schema.required ?? []).map((name) => [name, smallest(schema.properties?.[name] ?? {}, today)]),
      ),
    array: () => Array.from({ length: schema.minItems ?? 0 }, () => smallest(schema.items ?? {}, today)),
    string: () => smallestText(schema, today),
    integer: () => Math.max(schema.minimum ?? 1, schema.exclusiveMinimum ?? 1, 1),
    number: () => Math.max(schema.minimum ?? 1, 1),
    boolean: () => false,
  }
  return kinds[typeOf(schema)]?.() ?? null
}

/** Whether a text may stand where a schema is. */
export function takesText(schema: Schema, text: string): boolean {
  if (schema.anyOf) return schema.anyOf.some((part) => takesText(part, text))
  if (schema.enum || schema.const !== undefined || ![schema.type].flat().includes('string')) return false
  if (schema.format === 'date' || schema.format === 'date-time') return false
  return fits(text, schema)
}

export type Leaf = { name: string; schema: Schema; put: (body: unknown, text: string) => unknown }

/** Every place of a body where a text may stand, and how it is put there. */
export function textsOf(schema: Schema): Leaf[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]): Leaf[] => {
    const into = (change: (value: unknown) => unknown) => (body: unknown) => {
      const fields = (body ?? {}) as Record<string, unknown> // a body of this schema is an object
      return { ...fields, [name]: change(fields[name]) }
    }
    if (typeOf(inner) === 'object' && inner.properties)
      return textsOf(inner).map((leaf) => ({ ...leaf, put: (body, text) => into((v) => leaf.put(v, text))(body) }))
    if (inner.items?.properties)
      return textsOf(inner.items).map((leaf) => ({
        ...leaf,
        put: (body, text) => into((v) => (Array.isArray(v) ? v.map((row) => leaf.put(row, text)) : v))(body),
      }))
    if (inner.items) return [{ name, schema: inner.items, put: (body, text) => into(() => [text])(body) }]
    return [{ name, schema: inner, put: (body, text) => into(() => text)(body) }]
  })
}
