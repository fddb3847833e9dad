// Keeps the shell of the resident's page: the page itself and its files, never anything under /api.
// The network is asked first, so that an update is seen at once; what is kept is for when there is none.
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
  // The name of an asset has the hash of what is in it: what is kept is right.
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

// A network that only seems to be there must not keep somebody from writing.
async function soon(request) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error('late')), WAIT_MS))
  const answer = await Promise.race([fresh(request), late])
  if (answer.status >= 500 && (await kept(request))) throw new Error('not now')
  return answer
}
