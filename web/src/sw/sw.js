// The phone's page opens without signal: its files are kept at the first visit. What the API says is never kept here
// (that belongs to a person: shared/kept.ts). A new version waits until the page asks for it.
const STORE = 'linli-__VERSION__'
const FILES = __FILES__

self.addEventListener('install', (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: 'reload' }))
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(fresh)))
})

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('linli-') && name !== STORE
  const ended = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
  event.waitUntil(ended.then(() => self.clients.claim()))
})

self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  const at = new URL(url)
  const ours = at.origin === self.location.origin && !/^\/(api|desk)(\/|$)/.test(at.pathname)
  if (method !== 'GET' || !ours) return
  const name = mode === 'navigate' ? '/' : at.pathname
  const kept = caches.open(STORE).then((store) => store.match(name, { ignoreVary: true }))
  event.respondWith(kept.then((answer) => answer || fetch(event.request)))
})
