/** The pages of the station without a network. Only what this build consists of is kept; `/api` never is. */

// The DOM types call `self` a window.
const worker = self as unknown as ServiceWorkerGlobalScope

// Written by the build (vite.config.ts).
const VERSION = '__VERSION__'
const FILES = '__FILES__' as unknown as readonly string[]

const BASE = '/station/'
const CACHE = `xiangji-station-${VERSION}`

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll([BASE, ...FILES.map((file) => BASE + file)].map((url) => new Request(url, { cache: 'reload' })))
}

async function forgetOlder(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(
    names.filter((name) => name.startsWith('xiangji-station-') && name !== CACHE).map((name) => caches.delete(name)),
  )
  await worker.clients.claim()
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request.mode === 'navigate' ? BASE : request)
  return kept ?? fetch(request)
}

worker.addEventListener('install', (event) => event.waitUntil(keep()))
worker.addEventListener('activate', (event) => event.waitUntil(forgetOlder()))
worker.addEventListener('message', (event) => {
  if (event.data === 'takeOver') void worker.skipWaiting()
})
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin || !pathname.startsWith(BASE)) return
  event.respondWith(answer(request))
})
