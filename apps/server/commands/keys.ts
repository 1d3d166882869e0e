import type { Keyring } from '#platform/fields'
import { suiteOf } from '../instance.ts'
import { progress } from '../say.ts'
import { type Command, UsageProblem } from './command.ts'
import { withApp } from './open.ts'

const options = { demo: { type: 'boolean' }, json: { type: 'boolean' } } as const
/** Keys belong to the installation, whatever county answers at its first page. */
const NO_COUNTY = '000000'

export const keysList: Command = {
  name: 'keys list',
  help: {
    usage: 'keys list [--demo] [--json]',
    zh: '列出个人信息的加密密钥，以及各有多少数据在用',
    en: 'List the keys of personal data and how many values each has sealed',
  },
  options,
  run: (values) =>
    withApp({ code: NO_COUNTY, isForKeys: true, isDemo: values.demo === true }, async ({ keeper }, { ring }) => {
      const inUse = await keeper.uses()
      const listed = listOf(ring, inUse)
      if (values.json) console.log(JSON.stringify(listed))
      else say(listed, ring.current().id)
      return listed.missing.length > 0 ? 1 : 0
    }),
}

type Listed = {
  keys: { id: string; suite: string; madeAt: string; values: number }[]
  /** What an older release kept in clear or sealed in its own way. */
  clear: number
  /** Keys that something was sealed with and that the ring does not hold. */
  missing: { id: string; values: number }[]
}

const listOf = (ring: Keyring, inUse: ReadonlyMap<string, number>): Listed => ({
  keys: ring.all().map(({ id, suite, madeAt }) => ({ id, suite, madeAt, values: inUse.get(id) ?? 0 })),
  clear: inUse.get('') ?? 0,
  missing: [...inUse].flatMap(([id, values]) => (id === '' || ring.find(id) !== undefined ? [] : [{ id, values }])),
})

function say({ keys, clear, missing }: Listed, current: string): void {
  for (const { id, suite, madeAt, values } of keys)
    console.log(`${id}  ${suite}  ${madeAt}  ${values}${id === current ? '  现用 current' : ''}`)
  for (const { id, values } of missing) console.log(`${id}  缺少 missing  ${values}`)
  if (clear > 0) console.log(`尚未用密钥环加密 not yet under the ring  ${clear}`)
}

export const keysRotate: Command = {
  name: 'keys rotate',
  help: {
    usage: 'keys rotate [--resume] [--demo] [--json]',
    zh: '换用新的加密密钥，并把已有数据分批改用新密钥；中断后用 --resume 接着做。旧密钥保留',
    en: 'Take a new key and seal what there is anew, in batches; --resume goes on after an interruption. Old keys stay',
  },
  options: { ...options, resume: { type: 'boolean' } },
  run: (values) =>
    withApp({ code: NO_COUNTY, isForKeys: true, isDemo: values.demo === true }, async ({ keeper }, { ring }) => {
      const key = values.resume ? ring.current().id : ring.rotate(suiteOf(process.env))
      const done = await keeper.resealAll(progress('换密钥 Rotating'))
      console.log(
        values.json
          ? JSON.stringify({ key, ...done })
          : `密钥 key ${key} · 已改用 resealed ${done.resealed} · 打不开 unreadable ${done.unreadable}`,
      )
      return done.unreadable > 0 ? 1 : 0
    }),
}

export const keysRemove: Command = {
  name: 'keys remove',
  help: {
    usage: 'keys remove <key> [--demo]',
    zh: '移除不再使用的旧密钥；仍有数据在用时拒绝。更早的备份需要它才能恢复，请先另存密钥文件',
    en: 'Take out an old key that nothing uses. Backups of before need it: save a copy of the key file first',
  },
  options,
  run: (values, [id]) =>
    withApp({ code: NO_COUNTY, isForKeys: true, isDemo: values.demo === true }, async ({ keeper }, { ring }) => {
      if (id === undefined || ring.find(id) === undefined)
        throw new UsageProblem(`没有这个密钥 · No such key: ${id ?? ''}`)
      if (ring.current().id === id) throw new UsageProblem('这是现用的密钥 · It is the key in use')
      const count = (await keeper.uses()).get(id) ?? 0
      if (count > 0)
        throw new UsageProblem(`还有 ${count} 项数据在用 · ${count} values still need it (keys rotate --resume)`)
      ring.remove(id)
      console.log(`已移除 removed ${id}`)
      return 0
    }),
}
