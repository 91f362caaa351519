// The service worker: the shell from this phone, pages from the line, and without a line their last known copy.
// self.KEHOACH says the version, the files of the shell and the addresses (kehoach/offline.py).
(() => {
  "use strict";

  const { version, shell, offline, start, kept } = self.KEHOACH;
  const store = self.kehoachStore;
  const SHELL = "kehoach-shell:";
  const PATIENCE = 10000; // how long a page may take when a copy of it is at hand
  const MOST_PAGES = 60; // besides those that are always kept
  const KEPT_AT = "Kehoach-Kept-At";

  const shellName = SHELL + version;
  const pagesOf = (person) => `${store.PAGES}${version}:${person}`;
  const isOurs = new Set(shell.map((url) => new URL(url, self.location).pathname));

  self.addEventListener("install", (event) => {
    self.skipWaiting();
    event.waitUntil(caches.open(shellName).then((cache) => cache.addAll([...shell, offline])));
  });

  // A new version draws its pages with new files: the copies drawn with the old ones go.
  self.addEventListener("activate", (event) => {
    event.waitUntil(
      (async () => {
        const names = (await caches.keys()).filter((name) => name.startsWith(SHELL) && name !== shellName);
        await Promise.all(names.map((name) => caches.delete(name)));
        const known = await store.owner();
        await store.dropPages(known && pagesOf(known.person));
        await self.clients.claim();
      })(),
    );
  });

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (isOurs.has(url.pathname)) event.respondWith(fromShell(request));
    else if (request.mode === "navigate" || (kept.includes(url.pathname) && !request.headers.has("HX-Request"))) {
      const answer = fromLine(request);
      event.waitUntil(answer.catch(() => {}));
      event.respondWith(page(request, url, answer));
    }
  });

  async function fromShell(request) {
    const cache = await caches.open(shellName);
    return (await cache.match(request, { ignoreVary: true })) || fetch(request);
  }

  // Gives: the answer, kept when the server says that it may be and for whom.
  async function fromLine(request) {
    const response = await fetch(request);
    const person = response.headers.get("Kehoach-Person");
    if (!person) return response;
    await store.adopt(person);
    const isToKeep = response.ok && !response.redirected && response.headers.has("Kehoach-Keep");
    if (isToKeep) await keep(request, response.clone(), person);
    return response;
  }

  async function keep(request, response, person) {
    const headers = new Headers(response.headers);
    headers.set(KEPT_AT, new Date().toISOString());
    const cache = await caches.open(pagesOf(person));
    await cache.put(request.url, new Response(await response.blob(), { headers }));
    const passing = (await cache.keys()).filter((each) => !kept.includes(new URL(each.url).pathname));
    await Promise.all(passing.slice(0, Math.max(0, passing.length - MOST_PAGES)).map((each) => cache.delete(each)));
  }

  async function page(request, url, answer) {
    const copy = await copyOf(request.url);
    if (!copy) return request.mode === "navigate" ? answer.catch(() => instead(url)) : answer;
    const late = new Promise((done) => setTimeout(done, PATIENCE));
    try {
      return (await Promise.race([answer, late])) || stamped(copy);
    } catch {
      return stamped(copy);
    }
  }

  async function copyOf(address) {
    const known = await store.owner();
    return known && (await caches.open(pagesOf(known.person))).match(address, { ignoreVary: true });
  }

  // The page itself says that it is a copy, and of when.
  async function stamped(copy) {
    const text = (await copy.text()).replace("<body", `<body data-kept-at="${copy.headers.get(KEPT_AT)}"`);
    return new Response(text, { headers: copy.headers });
  }

  async function instead(url) {
    const elsewhere = start[url.pathname];
    if (elsewhere && (await copyOf(new URL(elsewhere, url).href))) return Response.redirect(elsewhere);
    const cache = await caches.open(shellName);
    return (await cache.match(offline, { ignoreVary: true })) || Response.error();
  }
})();
