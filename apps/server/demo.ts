import { systemCaller } from '#platform/authz'
import { addDays, civilDay } from '#platform/clock'
import type { App } from './app.ts'
import { progress } from './say.ts'
import { simulate } from './simulate.ts'

/** Printed at every start of a demonstration; nobody's real password. */
const PASSWORD = 'Demo-Xiangji-2026'

const PEOPLE = [
  ['admin', '系统管理员', 'systemAdministrator'],
  ['security', '安全管理员', 'securityAdministrator'],
  ['audit', '审计管理员', 'auditAdministrator'],
  ['leader', '县领导', 'countyLeader'],
  ['bureau', '商务局经办', 'bureauClerk'],
  ['finance', '财务经办', 'financeClerk'],
  ['info', '信息员', 'informationOfficer'],
  ['town', '乡镇经办', 'townClerk'],
  ['implementer', '承办单位负责人', 'implementerManager'],
  ['centre', '服务中心', 'serviceCentreOperator'],
  ['supervisor', '站点督导', 'stationSupervisor'],
  ['keeper', '站长', 'stationKeeper'],
  ['trainer', '培训老师', 'trainer'],
  ['courier', '快递员', 'courier'],
  ['business', '合作社', 'businessEntity'],
  ['evaluator', '第三方评价', 'evaluator'],
] as const

/** One account a role, two simulated weeks in the background, and where to look. */
export async function startDemo({
  services,
  address,
  county,
}: {
  services: App['services']
  address: string
  county: string
}): Promise<void> {
  const { identity, stations, divisions } = services
  const system = systemCaller(county)
  const isNew = !(await identity.hasAccounts(county))
  console.log('\n  演示 · 模拟数据  DEMO · simulated data')
  console.log(`  账号 Accounts: ${PEOPLE.map(([username]) => username).join(' ')}`)
  console.log(
    `  密码 Password: ${PASSWORD}\n  先看 Look first: ${address}/console/（bureau）  ${address}/station/（keeper）  ${address}/\n`,
  )
  if (!isNew) return

  const all = [...(await divisions.all(system)).values()]
  const town = all.find(({ level }) => level === 'town')?.code ?? county
  for (const [n, [username, name, role]] of PEOPLE.entries()) {
    if (role === 'stationKeeper') continue
    const place = role === 'townClerk' ? town : county
    const validUntil = role === 'evaluator' ? addDays(civilDay(new Date()), 60) : null
    await identity.createAccount(system, {
      username,
      name,
      roles: [role],
      place,
      validUntil,
      phone: `199${String(n + 1).padStart(8, '0')}`,
      password: PASSWORD,
      isDemo: true,
    })
  }
  void play().catch((error: unknown) => console.error(error))

  async function play(): Promise<void> {
    const { cookie } = await identity.createSimulator(county)
    const show = progress('模拟两周 Simulating two weeks')
    let hasKeeper = false
    await simulate({
      address,
      cookie,
      until: civilDay(new Date()),
      days: 14,
      seed: 1,
      scale: 0.5,
      onProgress: (done, of) => {
        show(done, of)
        if (!hasKeeper && done > of / 20) {
          hasKeeper = true
          void addKeeper().catch((error: unknown) => console.error(error))
        }
      },
    })
    console.log('  模拟完成 Simulation done\n')
  }

  async function addKeeper(): Promise<void> {
    const { rows } = await stations.list(system, {
      state: 'open',
      level: 'village',
      sort: 'openedOn',
      descending: false,
      limit: 1,
      offset: 0,
    })
    const station = rows[0]
    if (!station) return
    const { account } = await identity.createAccount(system, {
      username: 'keeper',
      name: station.keeperName,
      roles: ['stationKeeper'],
      place: station.place,
      station: station.id,
      phone: '19900000000',
      password: PASSWORD,
      isDemo: true,
    })
    await stations.assignKeeper(system, station.id, {
      keeperAccount: account.id,
      keeperName: station.keeperName,
      keeperPhone: '19900000000',
    })
  }
}
