// Caches the resident's page and its files, never anything under /api.
// Network first, so that an update shows at once; the cache serves when the network fails.
const SHELL = 'linli-shell-1'
const WAIT_MS = 4000

self.addEventListener('install', event => {
  event.waitUntil(caches.open(SHELL).then(cache => cache.addAll(['/', '/manifest.webmanifest', '/icon.svg'])))
  self.skipWaiting()
})

self.addEventListener('activate', event => {
  const old = caches
    .keys()
    .then(names => Promise.all(names.filter(name => name !== SHELL).map(name => caches.delete(name))))
  event.waitUntil(old.then(() => self.clients.claim()))
})

self.addEventListener('fetch', event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  // An asset's name contains the hash of its content: a cached one is never stale.
  if (pathname.startsWith('/assets/')) event.respondWith(kept(request).then(found => found ?? fresh(request)))
  else if (pathname === '/' || pathname === '/manifest.webmanifest' || pathname.startsWith('/icon')) {
    // Links with a query open the same page.
    const page = pathname === '/' ? new Request('/') : request
    event.respondWith(soon(page).catch(async () => (await kept(page)) ?? Response.error()))
  }
})

const kept = request => caches.match(request, { cacheName: SHELL })

async function fresh(request) {
  const answer = await fetch(request)
  if (answer.ok) await (await caches.open(SHELL)).put(request, answer.clone())
  return answer
}

// A timeout: a network without answers must not keep the page from opening.
async function soon(request) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error('late')), WAIT_MS))
  const answer = await Promise.race([fresh(request), late])
  if (answer.status >= 500 && (await kept(request))) throw new Error('not now')
  return answer
}
