import { createTransport } from 'nodemailer'
import type { AlarmFacts, AlarmRule } from '../schema.ts'

/** Where alarms are told outside: an address that takes JSON, and a mailbox. Nothing is set, nothing is sent. */
export type DeliveryOptions = {
  webhook?: string | undefined
  mail?: { smtp: string; from: string; to: string } | undefined
}
export type Told = { county: string; id: string; rule: AlarmRule; at: Date; facts: AlarmFacts }
export type Delivery = (alarm: Told) => Promise<void>

const WORDS: Record<AlarmRule, { zh: string; en: string }> = {
  refusals: { zh: '短时间内多次被拒绝', en: 'Many refusals within minutes' },
  nightExport: { zh: '夜间导出或下载', en: 'A download at night' },
  roleGiven: { zh: '授予角色', en: 'A role was given' },
  keyMade: { zh: '新建系统密钥', en: 'A key of another system was made' },
  policySet: { zh: '修改密码与登录规则', en: 'Rules of passwords and sign-in were changed' },
  newAddress: { zh: '管理员从新地址登录', en: 'An administrator at a new address' },
  logGap: { zh: '访问日志有缺口', en: 'A gap in the access log' },
}
const TIMEOUT_MS = 10_000

async function post(webhook: string, { county, id, rule, at, facts }: Told): Promise<void> {
  const answer = await fetch(webhook, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ county, id, rule, at: at.toISOString(), text: WORDS[rule].zh, facts }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  await answer.body?.cancel()
  if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`)
}

async function mail({ smtp, from, to }: NonNullable<DeliveryOptions['mail']>, alarm: Told): Promise<void> {
  const transport = createTransport(smtp, { connectionTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS } as object)
  const { zh, en } = WORDS[alarm.rule]
  const text = `${zh} / ${en}\n${alarm.county} ${alarm.at.toISOString()}\n${alarm.id}\n\n请审计管理员在「访问日志」中查看并确认。\nThe audit administrator finds it in the console under "Access log".\n`
  try {
    await transport.sendMail({ from, to, subject: `乡集告警 ${zh}`, text })
  } finally {
    transport.close()
  }
}

/** Sends to all that are set; an alarm counts as delivered when each has taken it. No name and no number of a person goes out. */
export function createDelivery({ webhook, mail: box }: DeliveryOptions): Delivery | undefined {
  if (!webhook && !box) return undefined
  return async (alarm) => {
    await Promise.all([webhook ? post(webhook, alarm) : undefined, box ? mail(box, alarm) : undefined])
  }
}
