import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Column, writeSheet, XLSX } from '#platform/excel'
import { languageOf } from '#platform/http'
import {
  AccessFilter,
  AccessPage,
  AccessQuery,
  type AccessRow,
  AccessTrail,
  Acknowledge,
  Alarm,
  AlarmPage,
  AlarmQuery,
  LookPage,
} from './schema.ts'
import type { AccessService } from './service/index.ts'

const tags = ['access']
const Sheet = z.any().meta({ type: 'string', format: 'binary' })
const OfAccount = z.object({ account: z.string().regex(/^[\w-]{1,64}$/) })
const OfAlarm = z.object({ id: z.uuid() })
const LookQuery = z.object({
  before: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const COLUMNS: readonly Column<AccessRow>[] = [
  { zh: '时间（UTC）', en: 'Time (UTC)', width: 24, value: ({ at }) => at },
  { zh: '姓名', en: 'Name', value: ({ name }) => name },
  { zh: '账号', en: 'Account', width: 38, value: ({ account }) => account },
  { zh: '角色', en: 'Roles', width: 30, value: ({ roles }) => roles.join(', ') },
  { zh: '管辖地', en: 'Division code', value: ({ place }) => place },
  { zh: '类别', en: 'Act', value: ({ act }) => act },
  { zh: '方法', en: 'Method', value: ({ method }) => method },
  { zh: '接口', en: 'Route', width: 40, value: ({ route }) => route },
  { zh: '对象', en: 'Subject', width: 38, value: ({ subject }) => subject },
  { zh: '结果', en: 'Status', value: ({ status }) => status },
  { zh: '拒绝原因', en: 'Refusal', width: 24, value: ({ refusal }) => refusal },
  { zh: '次数', en: 'Times', value: ({ times }) => times },
  { zh: '来源地址', en: 'Address', width: 20, value: ({ address }) => address },
  { zh: '终端', en: 'Agent', width: 40, value: ({ agent }) => agent },
  { zh: '耗时（毫秒）', en: 'Duration (ms)', value: ({ durationMs }) => durationMs },
  { zh: '字节', en: 'Bytes', value: ({ bytes }) => bytes },
  { zh: '请求编号', en: 'Request id', width: 38, value: ({ requestId }) => requestId },
]

export const accessRoutes =
  (access: AccessService): FastifyPluginAsyncZod =>
  async (app) => {
    app.addHook('onRequest', async (_, reply) => void reply.header('cache-control', 'no-store'))
    const config = { can: 'access.read' }
    app.get(
      '/api/access/requests',
      { schema: { tags, querystring: AccessQuery, response: { 200: AccessPage } }, config },
      async ({ caller, query }) => access.list(caller, query),
    )
    app.get(
      '/api/access/requests.xlsx',
      { schema: { tags, querystring: AccessFilter, response: { 200: Sheet } }, config },
      async (request, reply) =>
        reply
          .type(XLSX)
          .header('content-disposition', 'attachment; filename="access-log.xlsx"')
          .send(await writeSheet(COLUMNS, await access.sheet(request.caller, request.query), languageOf(request))),
    )
    app.get(
      '/api/access/trails/:account',
      { schema: { tags, params: OfAccount, response: { 200: AccessTrail } }, config },
      async ({ caller, params }) => access.trail(caller, params.account),
    )
    app.get(
      '/api/access/looks',
      { schema: { tags, querystring: LookQuery, response: { 200: LookPage } }, config },
      async ({ caller, query }) => access.looks(caller, query),
    )
    app.get(
      '/api/access/alarms',
      { schema: { tags, querystring: AlarmQuery, response: { 200: AlarmPage } }, config },
      async ({ caller, query }) => access.alarms(caller, query),
    )
    app.get(
      '/api/access/alarms/open',
      { schema: { tags, response: { 200: z.object({ open: z.int() }) } }, config },
      async ({ caller }) => ({ open: await access.countOpen(caller) }),
    )
    app.post(
      '/api/access/alarms/:id/acknowledge',
      {
        schema: { tags, params: OfAlarm, body: Acknowledge, response: { 200: Alarm } },
        config: { can: 'access.acknowledge' },
      },
      async ({ caller, params, body }) => access.acknowledge(caller, params.id, body.note),
    )
  }
