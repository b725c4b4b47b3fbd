// Keeps the portal's files and a few pages of one account for the time without a network.
// KNOWN stands before this text; the server writes it.
//
// A page is kept only if the server marked it with the account it belongs to, and never two
// accounts' at once. Logging out, or being asked to log in, throws all pages away. Logging out
// without a network is remembered, and nothing is opened before the portal has heard of it.

/** @type {ServiceWorkerGlobalScope} */
const worker = /** @type {any} */ (self);

const FILES = `berkas-${KNOWN.version}`;
const PAGES = "halaman-";
/** Is there from logging out until the portal says that nobody is logged in. */
const LEAVING = "keluar";
const KEPT_AT = "X-Disimpan-Pada";
const PATIENCE_MS = 4000;
const MOST_PAGES = 40;

/** Counts the times everything was thrown away: what was asked for before is not kept after. */
let era = 0;

/**
 * Throw away the kept pages, except those of one account.
 * @param {string} [except]
 */
async function forgetPages(except) {
  for (const name of await caches.keys()) {
    if (name.startsWith(PAGES) && name !== except) await caches.delete(name);
  }
}

/** What waits on the device to be sent stays locked until its owner logs in again. */
function forgetKey() {
  return new Promise((done) => {
    const opening = indexedDB.open("musrenbang");
    // There is no store yet: leave none behind.
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onerror = () => done(undefined);
    opening.onsuccess = () => {
      const deed = opening.result.transaction("kunci", "readwrite");
      deed.objectStore("kunci").clear();
      deed.oncomplete = deed.onabort = () => {
        opening.result.close();
        done(undefined);
      };
    };
  });
}

async function forgetEverybody() {
  era += 1;
  await Promise.all([forgetPages(), forgetKey()]);
}

/**
 * Whether the portal itself says that nobody is logged in; a hotel's page says nothing.
 * @param {RequestInit} how
 */
async function isNobodyThere(how) {
  const since = new URLSearchParams({ sejak: new Date().toISOString() });
  const answer = await fetch(`${KNOWN.status}?${since}`, how);
  return answer.status === 401 && (await answer.json()).kode === "belum-masuk";
}

/** Log out with the token of a page that has one, as the person did when there was no network. */
async function logOutNow(how) {
  const home = await (await fetch(KNOWN.home, how)).text();
  const csrfmiddlewaretoken = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(home)?.[1] ?? "";
  const body = new URLSearchParams({ csrfmiddlewaretoken });
  await fetch(KNOWN.logout, { ...how, method: "POST", body, redirect: "manual" });
}

/**
 * Finish a log-out that the portal may not have heard of.
 * @returns {Promise<boolean>} whether none is left over
 */
async function hasLeft() {
  if (!(await caches.has(LEAVING))) return true;
  const how = { signal: AbortSignal.timeout(2 * PATIENCE_MS) };
  try {
    if (!(await isNobodyThere(how))) await logOutNow(how);
    if (!(await isNobodyThere(how))) return false;
  } catch {
    return false;
  }
  await caches.delete(LEAVING);
  return true;
}

/** @param {FetchEvent} event */
async function logOut(event) {
  await caches.open(LEAVING);
  await forgetEverybody();
  try {
    return await fetch(event.request);
  } catch {
    await worker.registration.sync?.register(LEAVING).catch(() => {});
    return filePage(KNOWN.left);
  }
}

/**
 * Keep an answer if the server allows it.
 * @param {string} path
 * @param {Response} answer
 * @param {number} askedIn
 */
async function keep(path, answer, askedIn) {
  const account = answer.headers.get(KNOWN.header);
  if (!account || answer.status !== 200 || askedIn !== era) return;
  const name = PAGES + account;
  await forgetPages(name);
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  const copy = new Response(await answer.blob(), { status: 200, headers });
  const cache = await caches.open(name);
  if (askedIn !== era) {
    await caches.delete(name);
    return;
  }
  await cache.put(path, copy);
  const kept = await cache.keys();
  const spare = kept.filter((request) => !KNOWN.pages.includes(new URL(request.url).pathname));
  for (const old of spare.slice(0, Math.max(0, kept.length - MOST_PAGES))) await cache.delete(old);
}

/**
 * The kept copy of a page, which says that it is one.
 * @param {string} path
 */
async function keptCopy(path) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PAGES)) continue;
    const copy = await (await caches.open(name)).match(path);
    if (!copy) continue;
    const time = new Intl.DateTimeFormat("id-ID", {
      dateStyle: "long", timeStyle: "short", timeZone: "Asia/Jakarta",
    });
    const when = time.format(new Date(Number(copy.headers.get(KEPT_AT))));
    const line = `<p class="notice notice--warning" role="status">Anda sedang luring. `
      + `Isi halaman ini dari ${when}.</p>`;
    const html = (await copy.text()).replace(/<main[^>]*>/, (tag) => tag + line);
    return new Response(html, { status: 200, headers: copy.headers });
  }
  return null;
}

/**
 * The page for what was not kept; the help is there for everybody, also without a log-in.
 * @param {string} [path]
 */
function offlinePage(path) {
  return filePage(path === KNOWN.help ? KNOWN.help : KNOWN.offline);
}

/** @param {string} address of a page that is kept like a file */
async function filePage(address) {
  return (await (await caches.open(FILES)).match(address)) ?? Response.error();
}

/**
 * The network first; after a while, or without it, what was kept.
 * @param {FetchEvent} event
 * @param {string} path path and query
 */
async function page(event, path) {
  if (!(await hasLeft())) return filePage(path === KNOWN.help ? KNOWN.help : KNOWN.left);
  const askedIn = era;
  const fromNetwork = fetch(event.request).then((answer) => {
    event.waitUntil(keep(path, answer.clone(), askedIn));
    return answer;
  });
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS, null));
  try {
    const answer = await Promise.race([fromNetwork, late]);
    if (answer) return answer;
    return (await keptCopy(path)) ?? (await fromNetwork);
  } catch {
    return (await keptCopy(path)) ?? offlinePage(path);
  }
}

/**
 * A form that asks who is there: what was kept for whoever was there before goes first.
 * @param {FetchEvent} event
 */
async function logInPage(event) {
  if (!(await hasLeft())) return filePage(KNOWN.left);
  try {
    const answer = await fetch(event.request);
    await forgetEverybody();
    return answer;
  } catch {
    return offlinePage();
  }
}

/**
 * A file of the portal, kept under the address that names its contents; or the form that is
 * filled in on the device, which is of the same version as its scripts.
 * @param {Request} request
 */
async function file(request) {
  const kept = await (await caches.open(FILES)).match(request, { ignoreSearch: true });
  return kept ?? fetch(request);
}

/** Fetch the pages that everybody needs, before the network goes. */
async function keepTheUsual() {
  if (!(await hasLeft())) return;
  const askedIn = era;
  for (const path of KNOWN.pages) {
    try {
      await keep(path, await fetch(path, { redirect: "error" }), askedIn);
    } catch {
      // Not for this account, or no network just now; the next page tries again.
    }
  }
}

worker.addEventListener("install", (event) => {
  // Files whose name follows from their contents are not fetched twice.
  const how = /** @type {RequestCache} */ (KNOWN.namedByContents ? "default" : "reload");
  const pages = [KNOWN.offline, KNOWN.left, KNOWN.help, KNOWN.write];
  const files = [
    ...KNOWN.assets.map((address) => new Request(address, { cache: how, credentials: "omit" })),
    ...pages.map((address) => new Request(address, { cache: "reload", credentials: "omit" })),
  ];
  event.waitUntil(
    caches.open(FILES).then((cache) => cache.addAll(files)).then(() => worker.skipWaiting()),
  );
});

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name !== FILES && name.startsWith("berkas-"));
  for (const name of old) await caches.delete(name);
  // Pages of the time before name files that are gone.
  if (old.length) {
    era += 1;
    await forgetPages();
  }
  await worker.clients.claim();
  if (!old.length) return;
  for (const client of await worker.clients.matchAll()) client.postMessage("versi baru");
}

worker.addEventListener("activate", (event) => event.waitUntil(takeOver()));

worker.addEventListener("message", (event) => {
  if (event.data === "simpan") event.waitUntil(keepTheUsual());
  if (event.data === "keluar") {
    event.waitUntil(hasLeft().then((done) => done && event.source?.postMessage("sudah keluar")));
  }
});

/** Where the browser can say that the network is back: open pages send what waits. */
worker.addEventListener("sync", (event) => {
  const tell = async () => {
    for (const client of await worker.clients.matchAll()) client.postMessage("kirim");
  };
  if (event.tag === "antrean") event.waitUntil(tell());
  if (event.tag === LEAVING) event.waitUntil(hasLeft());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.method === "POST" && address.pathname === KNOWN.logout) {
    event.respondWith(logOut(event));
  }
  if (request.method !== "GET") return;
  if (KNOWN.assets.includes(address.pathname)) event.respondWith(file(request));
  else if (address.pathname === KNOWN.write) event.respondWith(file(request));
  else if (request.mode !== "navigate" || address.pathname.startsWith("/admin/")) return;
  else if (address.pathname === KNOWN.login) event.respondWith(logInPage(event));
  else event.respondWith(page(event, address.pathname + address.search));
});
