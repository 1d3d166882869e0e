import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { validate } from 'dockerfile-utils'
import { expect, test } from 'vitest'
import { ROOT } from './planting.ts'

const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')

/** `[Section]` → `Key` → values, as systemd reads a unit. */
function unitOf(text: string): Map<string, Map<string, string[]>> {
  const sections = new Map<string, Map<string, string[]>>()
  let keys = new Map<string, string[]>()
  for (const [i, line] of text.split('\n').entries()) {
    if (line === '' || /^[#;]/.test(line)) continue
    const section = /^\[(\w+)\]$/.exec(line)?.[1]
    const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (section) {
      keys = new Map()
      sections.set(section, keys)
    } else if (key) keys.set(key, [...(keys.get(key) ?? []), value])
    else throw new Error(`line ${i + 1} is neither a section nor a setting: ${line}`)
  }
  return sections
}

test('the unit of systemd is well formed, runs what npm start runs, and is shut in', () => {
  const unit = unitOf(textOf('deploy/xiangji.service'))
  expect([...unit.keys()]).toEqual(['Unit', 'Service', 'Install'])
  const service = unit.get('Service')
  const at = (key: string) => service?.get(key)?.join(' ')
  const { scripts } = JSON.parse(textOf('package.json'))
  expect(at('ExecStart')).toBe(`/opt/xiangji/node_modules/.bin/${scripts.start}`)
  const wanted = {
    ...{
      User: 'xiangji',
      NoNewPrivileges: 'yes',
      CapabilityBoundingSet: '',
      ProtectSystem: 'strict',
      ProtectHome: 'yes',
    },
    ...{
      PrivateTmp: 'yes',
      PrivateDevices: 'yes',
      RestrictSUIDSGID: 'yes',
      SystemCallFilter: '@system-service',
      UMask: '0077',
    },
    ...{ KillMode: 'mixed', KillSignal: 'SIGTERM', Restart: 'on-failure', StateDirectoryMode: '0700' },
  }
  for (const [key, value] of Object.entries(wanted)) expect([key, at(key)]).toEqual([key, value])
  const environment = new Map((at('Environment') ?? '').split(' ').map((pair) => pair.split('=') as [string, string]))
  const stopS = Number(environment.get('XIANGJI_DRAIN_S')) + Number(environment.get('XIANGJI_STOP_S'))
  expect(Number(at('TimeoutStopSec'))).toBeGreaterThan(stopS + 10)
  // V8 writes code at run time: with this set, Node does not start.
  expect(at('MemoryDenyWriteExecute')).toBeUndefined()
  expect(() => unitOf('[Service]\nUser')).toThrow(/line 2/)
})

test('systemd itself finds nothing wrong with the unit', ({ skip }) => {
  if (spawnSync('systemd-analyze', ['--version']).error) skip()
  const folder = mkdtempSync(path.join(tmpdir(), 'xj-unit-'))
  // What it starts need not be installed on the machine that checks.
  const unit = textOf('deploy/xiangji.service')
    .replace(/^ExecStart=.*$/m, 'ExecStart=/bin/true')
    .replace(/^(User|Group)=.*$/gm, '$1=root')
  const file = path.join(folder, 'xiangji.service')
  writeFileSync(file, unit)
  const verify = (name: string) => spawnSync('systemd-analyze', ['verify', '--man=no', name], { encoding: 'utf8' })
  const { stderr } = verify(file)
  expect(stderr.split('\n').filter((line) => line.includes('xiangji.service'))).toEqual([])
  writeFileSync(file, unit.replace('ProtectClock=yes', 'ProtectClok=yes'))
  expect(verify(file).stderr).toContain('ProtectClok')
  rmSync(folder, { recursive: true })
}, 60_000)

/** The instructions of a Containerfile, lines joined. */
const instructions = (text: string): [string, string][] =>
  text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter(Boolean)
    .map((line) => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)])

test('the Containerfile is well formed, needs no root to run, says how it is, and copies what there is', () => {
  const text = textOf('deploy/Containerfile')
  expect(validate(text)).toEqual([])
  expect(validate('FROM debian\nEXPOSE a\n').length).toBeGreaterThan(0)
  const all = instructions(text)
  const last = all.slice(all.findLastIndex(([name]) => name === 'FROM'))
  const of = (name: string) => last.filter(([found]) => found === name).map(([, rest]) => rest)
  expect(of('USER')).toEqual(['10001:10001'])
  expect(of('HEALTHCHECK')[0]).toContain('/readyz')
  expect(of('VOLUME')).toEqual(['["/var/lib/xiangji"]'])
  expect(of('STOPSIGNAL')).toEqual(['SIGTERM'])
  const missing = all
    .filter(([name, rest]) => name === 'COPY' && !rest.startsWith('--from'))
    .flatMap(([, rest]) => rest.split(' ').slice(0, -1))
    .filter((file) => !existsSync(path.join(ROOT, file)))
  expect(missing).toEqual([])
  // A secret in an image is everybody's.
  expect(text).not.toMatch(/(SECRET|PASSWORD|DATABASE_URL)=/)
})

test('the documents name no test file that is not there', () => {
  const named = [...textOf('docs/security.md').matchAll(/`((?:[\w-]+\/)+[\w.-]+\.test(?:\.ts)?(?:\/[\w.-]+)?)`/g)].map(
    ([, file = '']) => file,
  )
  expect(named.length).toBeGreaterThan(30)
  expect([...new Set(named)].filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([])
})
