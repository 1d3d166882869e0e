import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { startJobs } from '#platform/jobs'
import { createLogger } from '#platform/log'
import { testDb } from '#platform/testing'
import { createApp } from './app.ts'

async function aServer() {
  const { url, owner } = await testDb()
  const built = await createApp({ url, filesFolder: '/tmp/none', secret: 's'.repeat(40), log: false, county: '000001' })
  onTestFinished(() => built.close())
  await owner
    .insertInto('division.division')
    .values({ code: '000001', county: '000001', name: '甲县', level: 'county', parent: null })
    .execute()
  return { ...built, url, owner }
}

const DASHBOARD = new URL('../../deploy/grafana/xiangji.json', import.meta.url)
const ALERTS = new URL('../../deploy/prometheus/alerts.yml', import.meta.url)
const WORDS = new Set([
  'sum',
  'by',
  'rate',
  'increase',
  'min_over_time',
  'max',
  'min',
  'avg',
  'time',
  'le',
  'histogram_quantile',
  'clamp_min',
])

/** The names of metrics in a PromQL expression: what is not a function, a label, a text or a duration. */
const metricsIn = (expression: string): string[] => {
  const bare = expression
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\b(by|without)\s*\([^)]*\)/g, '')
  return (bare.match(/[a-z_][a-z0-9_]*/gi) ?? []).filter((word) => !WORDS.has(word))
}

test('every query of the dashboard and of the alerts names a metric that /metrics has, and every metric of ours is on it', async () => {
  const { app, services, url } = await aServer()
  await services.identity.createAccount(systemCaller('000001'), { username: 'li', name: '某人', place: '000001' })
  await app.inject({ method: 'GET', url: '/api/stations' })
  let isDone = false
  const jobs = await startJobs({
    ...{ url, log: createLogger('silent'), crontab: '' },
    tasks: {
      once: async () => {
        isDone = true
      },
    },
  })
  await jobs.add('once')
  while (!isDone) await delay(20)
  await jobs.stop()

  const { body } = await app.inject({ method: 'GET', url: '/metrics' })
  const exposed = new Set([...body.matchAll(/^([a-z_][a-z0-9_]*)(?:\{| )/gim)].map(([, name]) => name))
  const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8'))
  const queries: string[] = panels.flatMap(({ targets = [] }: { targets?: { expr: string }[] }) =>
    targets.map(({ expr }) => expr),
  )
  expect(queries.length).toBeGreaterThan(12)
  const named = queries.map((query) => [query, metricsIn(query)] as const)
  expect(named.filter(([, metrics]) => metrics.length === 0)).toEqual([])
  expect(
    named.flatMap(([query, metrics]) =>
      metrics.filter((name) => !exposed.has(name)).map((name) => `${name} in ${query}`),
    ),
  ).toEqual([])
  const alerts = [...readFileSync(ALERTS, 'utf8').matchAll(/^ +expr: (.+)$/gm)].map(([, query = '']) => query)
  expect(alerts.length).toBeGreaterThan(5)
  // A backup's figures are there where backups are scheduled.
  const unknown = alerts.flatMap(metricsIn).filter((name) => !exposed.has(name) && !name.startsWith('xiangji_backup_'))
  expect(unknown).toEqual([])
  const shown = new Set(named.flatMap(([, metrics]) => metrics.map((name) => name.replace(/_(bucket|sum|count)$/, ''))))
  const ours = [...body.matchAll(/^# TYPE (xiangji_\w+|http_\w+)/gm)].map(([, name]) => name)
  expect(ours.length).toBeGreaterThan(10)
  expect(ours.filter((name) => !shown.has(name ?? ''))).toEqual([])
})

test('the figures say what happened', async () => {
  const { app, services, owner } = await aServer()
  const value = async (name: string) => {
    const { body } = await app.inject({ method: 'GET', url: '/metrics' })
    return Number(new RegExp(`^${name.replaceAll(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(body)?.[1])
  }
  const events = 'xiangji_journal_events_total{module="identity"}'
  const before = (await value(events)) || 0
  await services.identity.createAccount(systemCaller('000001'), {
    username: 'li',
    name: '某人',
    place: '000001',
    password: 'a-long-word-7',
  })
  expect(await value(events)).toBe(before + 1)
  expect(await value('xiangji_follower_lag_seconds{county="000001"}')).toBeGreaterThan(0)
  while ((await services.statistics.followOnce('000001')) === 0) await delay(10)
  expect(await value('xiangji_follower_lag_seconds{county="000001"}')).toBe(0)
  // Nothing is sealed yet, and the first day has not ended.
  const sealAge = () => value('xiangji_seal_age_seconds{county="000001"}')
  expect(await sealAge()).toBe(0)
  await sql`alter table platform.event disable trigger all`.execute(owner)
  await sql`update platform.event set recorded_at = recorded_at - interval '2 days'`.execute(owner)
  expect(await sealAge()).toBeGreaterThan(86_400)
  expect(await value('xiangji_sessions')).toBe(0)
  const payload = { username: 'li', password: 'a-long-word-7' }
  expect((await app.inject({ method: 'POST', url: '/api/session', payload })).statusCode).toBe(200)
  expect(await value('xiangji_sessions')).toBe(1)
  expect(await value('http_request_duration_seconds_count{method="POST",route="/api/session",status="200"}')).toBe(1)
  expect(await value('http_requests_in_flight')).toBe(1)
  expect(await value('xiangji_access_log_written_total')).toBeGreaterThan(0)
})

test('figures are for the machine itself: a proxy on it hands nobody through', async () => {
  const { app } = await aServer()
  const from = async (remoteAddress: string, headers = {}) =>
    (await app.inject({ method: 'GET', url: '/metrics', remoteAddress, headers })).statusCode
  expect(await from('127.0.0.1')).toBe(200)
  expect(await from('10.0.0.5')).toBe(404)
  expect(await from('127.0.0.1', { 'x-forwarded-for': '203.0.113.9' })).toBe(404)
  expect(await from('10.0.0.5', { 'x-forwarded-for': '127.0.0.1' })).toBe(404)
})

test('a server that stops is not ready first, answers what it has begun, says that the connection ends, and takes no more', async () => {
  const { app, stopServing } = await aServer()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo // a TCP server listens on a port
  const body = JSON.stringify({ username: 'nobody', password: 'x' })
  /** A request that has arrived and is not complete: a phone with a bad line. */
  const half = () => {
    const socket = connect(port, '127.0.0.1')
    let said = ''
    socket.on('data', (chunk) => (said += chunk))
    const ended = new Promise<string>((resolve, reject) => socket.on('close', () => resolve(said)).on('error', reject))
    socket.write(
      `POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    )
    return { finish: () => socket.write(body.slice(5)), ended }
  }
  const begun = Array.from({ length: 20 }, half)
  while (
    Number(/^http_requests_in_flight (\d+)/m.exec((await app.inject({ method: 'GET', url: '/metrics' })).body)?.[1]) <
    21
  )
    await delay(10)
  const stopping = stopServing({ drainMs: 2000, limitMs: 25_000 })
  await delay(50)
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`)
  expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close'])
  const late = await fetch(`http://127.0.0.1:${port}/healthz`)
  expect([late.status, late.headers.get('connection')]).toEqual([200, 'close'])
  const takes = () =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      () => true,
      () => false,
    )
  while (await takes()) await delay(50)
  for (const { finish } of begun) finish()
  const answers = await Promise.all(begun.map(({ ended }) => ended))
  for (const text of answers) {
    expect(text).toMatch(/^HTTP\/1.1 (401|429) /)
    expect(text).toMatch(/\r\nconnection: close\r\n/i)
  }
  await stopping
})

test('a client that never ends its request does not hold the stop beyond its limit', async () => {
  const { app, stopServing } = await aServer()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo // a TCP server listens on a port
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  socket.write('POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{')
  await delay(100)
  const began = performance.now()
  await stopServing({ drainMs: 0, limitMs: 500 })
  expect(performance.now() - began).toBeLessThan(2500)
})
