// Puts the service worker to work and, for somebody who is logged in, lets it keep the usual pages.

const HOW_OFTEN_MS = 30 * 60 * 1000;
const ASK_AGAIN_MS = 20 * 1000;
/** On the page that says so after logging out without a network. */
const LEFT = "[data-menunggu-keluar]";

/** Says in words that the portal was renewed under the open page. */
function tellOfNewVersion() {
  const line = document.createElement("p");
  line.className = "notice notice--info";
  line.setAttribute("role", "status");
  line.textContent = "Ada versi baru portal ini. Muat ulang halaman setelah isian Anda disimpan.";
  document.querySelector("main")?.prepend(line);
}

/** @param {string} account */
function isTimeToKeep(account) {
  const key = `disimpan:${account}`;
  if (Date.now() - Number(sessionStorage.getItem(key)) < HOW_OFTEN_MS) return false;
  sessionStorage.setItem(key, String(Date.now()));
  return true;
}

/**
 * Somebody logged out without a network: the worker lets the portal know as soon as it can.
 * @param {ServiceWorker | null} active
 */
function finishLeaving(active) {
  const finish = () => active?.postMessage("keluar");
  addEventListener("online", finish);
  if (document.querySelector(LEFT)) setInterval(finish, ASK_AGAIN_MS);
  finish();
}

async function start() {
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data === "versi baru") tellOfNewVersion();
    const login = document.querySelector(LEFT)?.getAttribute("data-menunggu-keluar");
    if (event.data === "sudah keluar" && login) location.replace(login);
  });
  await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  const account = document.querySelector("meta[name=akun]")?.getAttribute("content");
  const { active } = await navigator.serviceWorker.ready;
  finishLeaving(active);
  if (account && isTimeToKeep(account)) active?.postMessage("simpan");
}

// A page that asks who is there: what waits on the device is locked until its owner is back.
if (document.querySelector("meta[name=akun][content='']")) {
  sessionStorage.clear();
  import("./perangkat/sandi.js").then(({ forget }) => forget()).catch(() => {
    // Nothing can be kept here, so there is nothing to lock.
  });
}

// Without certificates (an office LAN) browsers have no service worker: the portal works without.
if ("serviceWorker" in navigator) {
  start().catch(() => {
    // Storage refused or full: the portal works without.
  });
}
