import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { html } from 'ghtml'
import { PUBLIC } from '#platform/authz'

type Schema = {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Schema>
  items?: Schema
  enum?: unknown[]
  required?: string[]
  anyOf?: Schema[]
}
type Operation = {
  tags?: string[]
  'x-can'?: string
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>
}
type Document = { paths?: Record<string, Record<string, Operation>> }

const CSS = `body{font:15px/1.6 system-ui,"Noto Sans CJK SC",sans-serif;color:#1f2a2e;background:#fbfaf7;margin:0 auto;max-width:960px;padding:24px}
h2{border-bottom:1px solid #d8d4ca;margin-top:40px}summary{cursor:pointer;padding:6px 0}code{font-size:14px}
.m{display:inline-block;width:64px;font-weight:600;color:#1f6f54}.can{color:#6b675e;font-size:13px}
table{border-collapse:collapse;margin:8px 0 16px 64px}td,th{border-bottom:1px solid #e6e2d8;padding:2px 12px 2px 0;text-align:left;vertical-align:top}`

/** A type in few words, two levels deep: enough to write a call, the document has the rest. */
function wordsOf(schema: Schema | undefined, depth = 0): string {
  if (!schema) return ''
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.anyOf) return schema.anyOf.map((one) => wordsOf(one, depth)).join(' | ')
  if (schema.items) return `${wordsOf(schema.items, depth)}[]`
  if (schema.properties && depth < 2) {
    const fields = Object.entries(schema.properties).map(([name, field]) => {
      const mark = schema.required?.includes(name) ? '' : '?'
      return `${name}${mark}: ${wordsOf(field, depth + 1)}`
    })
    return `{ ${fields.join(', ')} }`
  }
  return [schema.type ?? 'object'].flat().join(' | ')
}

const firstSchema = (content: Record<string, { schema?: Schema }> | undefined) =>
  Object.values(content ?? {})[0]?.schema

function operationHtml(path: string, method: string, operation: Operation): string {
  const body = firstSchema(operation.requestBody?.content)
  const answer = firstSchema(operation.responses?.['200']?.content)
  const rows = [
    ...(operation.parameters ?? []).map((p) => [`${p.in} ${p.name}${p.required ? '' : '?'}`, wordsOf(p.schema)]),
    ...(body ? [['body', wordsOf(body)]] : []),
    ...(answer ? [['200', wordsOf(answer)]] : []),
  ]
  return html`<details id="${method}${path}"><summary><span class="m">${method.toUpperCase()}</span><code>${path}</code>
    <span class="can">${operation['x-can'] ?? ''}</span></summary>
    <table><tbody>!${rows.map(([name, type]) => html`<tr><th scope="row"><code>${name}</code></th><td><code>${type}</code></td></tr>`).join('')}</tbody></table></details>`
}

/** The readable reference page, made from the same document that machines read. */
export const referenceRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/api/reference', { schema: { hide: true }, config: { can: PUBLIC } }, async (_request, reply) => {
    const document = app.swagger() as unknown as Document // what @fastify/swagger made of our routes
    const all = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
    const byTag = Map.groupBy(all, ({ operation }) => operation.tags?.[0] ?? '')
    const sections = [...byTag].map(
      ([tag, operations]) =>
        html`<h2>${tag}</h2>!${operations.map(({ path, method, operation }) => operationHtml(path, method, operation)).join('')}`,
    )
    return reply.type('text/html; charset=utf-8').send(
      html`<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>乡集 Xiangji API</title><style>!${CSS}</style></head><body><main><h1>乡集 Xiangji API</h1>
        <p>机器可读：<a href="/api/openapi.json">OpenAPI 3.1</a>。每个接口后面是所需权限；登录后会话在 cookie 中；错误为 RFC 9457，<code>code</code> 不变。<br>
        Machine-readable: <a href="/api/openapi.json">OpenAPI 3.1</a>. Beside each route stands the permission it needs; the session is a cookie; errors are RFC 9457 with a stable <code>code</code>.</p>
        !${sections.join('')}</main></body></html>`,
    )
  })
}
