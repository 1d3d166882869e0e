import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createDb, createPool } from '#platform/db'
import {
  createSealService,
  type Finding,
  fingerprintOf,
  KeyProblem,
  type PublicKey,
  type Report,
  readDeposits,
  readPublicKeys,
  type SealService,
} from '#platform/seal'
import { countyCodes } from '../counties.ts'
import { dataFolder, type Instance, openInstance } from '../instance.ts'
import { progress } from '../say.ts'
import { type Command, UsageProblem, type Values } from './command.ts'
import { county as readPack } from './folder.ts'

/** What is wrong, as it is said to a person; `{event}` is the event by kind and id. */
const SAID: Record<Finding['kind'], { zh: string; en: string }> = {
  changed: { zh: '事件被改过：{event}', en: 'an event was changed: {event}' },
  missing: { zh: '事件不见了：{event}', en: 'an event is missing: {event}' },
  inserted: { zh: '封存之后多出的事件：{event}', en: 'an event that was not there when the day was sealed: {event}' },
  reordered: { zh: '事件被挪动了时间顺序：{event}', en: 'an event was moved out of its order: {event}' },
  unnamed: {
    zh: '这一天的事件与封存不符，名册也被改过；用 --deposits 可找到是哪一条',
    en: "the day's events are not as sealed, and its list of names was changed too; --deposits can name the event",
  },
  sealMissing: { zh: '缺少这一天的封存', en: "the day's seal is missing" },
  sealChanged: { zh: '封存本身被改过', en: 'the seal itself was changed' },
  chainBroken: { zh: '封存与前一天接不上', en: 'the seal does not follow from the day before' },
  signatureBad: { zh: '封存的签名不对', en: 'the signature of the seal does not hold' },
  keyUnknown: { zh: '签名所用的密钥来历不明', en: 'the seal is signed by a key that nobody vouches for' },
  overdue: { zh: '从这一天起该封存而没有封存', en: 'from this day on there should be seals and there are none' },
  depositDiffers: {
    zh: '封存与存在外面的不同：整条链被重新封过',
    en: 'the seal is not the deposited one: the days were sealed anew',
  },
  depositBroken: { zh: '存在外面的封存自身不符', en: 'the deposit contradicts itself' },
  stampDiffers: { zh: '时间戳不是这份封存的', en: 'the time stamp is not of this seal' },
}

function say(finding: Finding): void {
  const { zh, en } = SAID[finding.kind]
  const event = finding.event ? `${finding.event.kind} ${finding.event.id}` : ''
  console.log(
    `✗ ${finding.county} ${finding.day}  ${zh.replace('{event}', event)}\n    ${en.replace('{event}', event)}`,
  )
}

type Opened = { seals: SealService; codes: string[]; instance: Instance }

/** Works beside a running server, with the owner's connection: it looks behind the policies too. */
async function withSeals(values: Values, work: (opened: Opened) => Promise<number>): Promise<number> {
  const codes = values.county === undefined ? undefined : [await codeOf(String(values.county))]
  const instance = await openInstance({ folder: dataFolder(values.demo === true), attach: true })
  const pool = createPool(instance.url, { role: '', max: 3 })
  const db = createDb(pool)
  try {
    const seals = createSealService({ db, pool, ...instance.seals })
    return await work({ seals, codes: codes ?? (await countyCodes(db)), instance })
  } catch (error) {
    if (error instanceof KeyProblem) throw new UsageProblem(error.message)
    throw error
  } finally {
    await db.destroy()
    await instance.stop()
  }
}

async function codeOf(name: string): Promise<string> {
  if (/^\d{6}$/.test(name)) return name
  const read = await readPack(name)
  if (!read) throw new UsageProblem('县包不能读入 · The county cannot be read')
  return read.pack.county.code
}

function dayOf(values: Values, name: string): string | undefined {
  const value = values[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value))
    throw new UsageProblem(`--${name} 写成 2026-05-01 · --${name} takes a day such as 2026-05-01`)
  return value
}

async function textOf(values: Values, name: string): Promise<string | undefined> {
  const file = values[name]
  if (typeof file !== 'string') return undefined
  if (!existsSync(file)) throw new UsageProblem(`没有这个文件 · No such file: ${file}`)
  return readFile(file, 'utf8')
}

async function trustedKeys(values: Values): Promise<PublicKey[]> {
  const text = await textOf(values, 'public-key')
  const keys = text === undefined ? [] : readPublicKeys(text)
  if (text !== undefined && keys.length === 0)
    throw new UsageProblem('--public-key 的文件里没有公钥 · The file of --public-key holds no public key')
  return keys
}

const COMMON = { county: { type: 'string' }, demo: { type: 'boolean' }, json: { type: 'boolean' } } as const

export const journalVerify: Command = {
  name: 'journal verify',
  help: {
    usage:
      'journal verify [--county C] [--from DAY] [--to DAY] [--public-key FILE] [--deposits FOLDER] [--tsa-ca FILE] [--demo] [--json]',
    zh: '按封存逐条核对事件，指出第一条被改、缺少、多出或挪动的；退出码 0 无误，1 有问题，2 没有核成',
    en: 'Compare the journal with its seals and name the first event changed, missing, inserted or moved; exit code 0 sound, 1 not, 2 could not be done',
  },
  options: {
    ...COMMON,
    from: { type: 'string' },
    to: { type: 'string' },
    'public-key': { type: 'string' },
    deposits: { type: 'string' },
    'tsa-ca': { type: 'string' },
  },
  run: async (values) => {
    const trusted = await trustedKeys(values)
    const authority = await textOf(values, 'tsa-ca')
    const folder = typeof values.deposits === 'string' ? values.deposits : undefined
    if (folder !== undefined && !existsSync(folder))
      throw new UsageProblem(`没有这个文件夹 · No such folder: ${folder}`)
    const deposited = folder === undefined ? undefined : await readDeposits(folder)
    const span = { from: dayOf(values, 'from'), to: dayOf(values, 'to') }
    return withSeals(values, async ({ seals, codes }) => {
      const reports: (Report & { seconds: number })[] = []
      for (const county of codes) {
        const start = performance.now()
        const show = progress(`核对 Verifying ${county}`)
        const stampAuthorities = authority === undefined ? [] : [authority]
        const report = await seals.verify({ county, ...span, trusted, deposited, stampAuthorities, onProgress: show })
        reports.push({ ...report, seconds: Number(((performance.now() - start) / 1000).toFixed(1)) })
      }
      const isSound = reports.every(({ findings }) => findings.length === 0)
      if (values.json) console.log(JSON.stringify({ isSound, counties: reports }))
      else {
        for (const report of reports) sayReport(report)
        if (trusted.length === 0)
          console.log(
            '  公钥取自数据库本身；审计请用 --public-key · The public key is the database’s own; an auditor brings his: --public-key',
          )
      }
      return isSound ? 0 : 1
    })
  },
}

function sayReport({
  county,
  days,
  events,
  firstDay,
  lastDay,
  deposits,
  findings,
  seconds,
}: Report & { seconds: number }): void {
  for (const finding of findings) say(finding)
  const span = firstDay === null ? '' : ` ${firstDay}—${lastDay}`
  const outside = deposits > 0 ? ` · 外存 deposits ${deposits}` : ''
  const sign = findings.length === 0 ? '✓' : '✗'
  console.log(`${sign} ${county}${span} · 天 days ${days} · 事件 events ${events}${outside} · ${seconds} s`)
}

export const journalSeal: Command = {
  name: 'journal seal',
  help: {
    usage: 'journal seal [--county C] [--demo] [--json]',
    zh: '立即封存已结束而未封存的日子，并送存到外面（平时由定时任务完成）',
    en: 'Seal the days that have ended and put the seals outside, now (the daily job does it otherwise)',
  },
  options: COMMON,
  run: (values) =>
    withSeals(values, async ({ seals, codes }) => {
      const done: { county: string; days: number; events: number; deposited: number; problems: string[] }[] = []
      for (const county of codes) {
        const made = await seals.sealDue(county)
        const { deposited, problems } = await seals.deposit(county)
        done.push({
          county,
          days: made.length,
          events: made.reduce((sum, { count }) => sum + count, 0),
          deposited,
          problems,
        })
      }
      if (values.json) console.log(JSON.stringify(done))
      else
        for (const { county, days, events, deposited, problems } of done) {
          console.log(`${county} · 天 days ${days} · 事件 events ${events} · 外存 deposits ${deposited}`)
          for (const problem of problems) console.error(`✗ ${problem}`)
        }
      return done.some(({ problems }) => problems.length > 0) ? 1 : 0
    }),
}

export const journalKeys: Command = {
  name: 'journal keys',
  help: {
    usage: 'journal keys [--rotate] [--demo] [--json]',
    zh: '显示封存公钥和指纹；--rotate 换一把新密钥，由旧的签名承接',
    en: 'Print the public keys and their fingerprints; --rotate makes a new key, signed by the old one',
  },
  options: { rotate: { type: 'boolean' }, demo: COMMON.demo, json: COMMON.json },
  run: (values) =>
    withSeals(values, async ({ seals, codes, instance }) => {
      const county = codes[0]
      if (county === undefined) throw new UsageProblem('先读入一个县 · Load a county first: county load')
      await seals.publishKeys(county)
      if (values.rotate) {
        await instance.seals.keys.rotate()
        await seals.publishKeys(county)
      }
      sayKeys(await seals.keys(county), values.json === true)
      return 0
    }),
}

function sayKeys(keys: Awaited<ReturnType<SealService['keys']>>, isJson: boolean): void {
  const shown = keys.map(({ signature: _, ...key }) => ({ ...key, fingerprint: fingerprintOf(key) }))
  if (isJson) console.log(JSON.stringify(shown))
  for (const { id, suite, fingerprint, publicKey, signedBy } of isJson ? [] : shown)
    console.log(`${id} · ${suite}${signedBy ? ` ← ${signedBy}` : ''}\n  ${fingerprint}\n${publicKey.trim()}\n`)
}
