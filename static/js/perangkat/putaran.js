// Keeps the queue going while a page is open: at once, when the network is back, when the page is
// looked at again, and after a pause that grows. One tab sends at a time.

import { entries, isAskedAbout, isPending, tidy } from "./antrean.js";
import { ask, isStillThere } from "./hadir.js";
import { stops } from "./jawaban.js";
import { Pace } from "./jeda.js";
import { nextTime, sendQueue } from "./pengirim.js";
import { reference } from "./rujukan.js";

/** @typedef {import("./sandi.js").Session} Session */
/** @typedef {import("./jawaban.js").Outcome["arti"] | "kosong" | "mengirim"} Met */

/** The account on the server's side is asked for again after this time. */
const SURE_FOR_MS = 5 * 60_000;
const SHORTEST_MS = 1_000;
/** Looked at again at least so often: the clock may have been set meanwhile. */
const LONGEST_MS = 5 * 60_000;

const news = typeof BroadcastChannel === "function" ? new BroadcastChannel("antrean") : null;

/** @returns {string} */
export function token() {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

/**
 * Only one of several tabs does it; the others go without.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {{wait: boolean}} how
 * @returns {Promise<T | null>}
 */
export function alone(name, work, { wait }) {
  // Sending twice at once does no harm: the portal knows the id.
  if (!navigator.locks) return work();
  const held = navigator.locks.request(name, { ifAvailable: !wait }, (lock) => lock && work());
  return /** @type {Promise<any>} */ (held);
}

/** Sends for one account, and tells whoever shows the queue. */
export class Round {
  /**
   * @param {Session} who
   * @param {() => void} changed
   */
  constructor(who, changed) {
    this.who = who;
    this.changed = changed;
    /** @type {Met} */
    this.met = "kosong";
    this.sureUntil = 0;
    this.pace = new Pace();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** Begin, and begin again at every sign that the network may be back. */
  start() {
    const soon = () => this.go();
    addEventListener("online", () => this.go(true));
    addEventListener("pageshow", soon);
    document.addEventListener("visibilitychange", () => document.hidden || soon());
    navigator.serviceWorker?.addEventListener("message", ({ data }) => data === "kirim" && soon());
    news?.addEventListener("message", () => this.tell());
    document.addEventListener("antrean-kirim", () => {
      // With nothing left to send nobody else would say so.
      this.announce();
      this.go(true, true);
    });
    tidy(this.who).catch(() => {});
    this.isShown().then((isShown) => this.go(isShown), soon);
  }

  /** Whether this page is that of a usulan whose photos are settled there, perhaps a moment ago. */
  async isShown() {
    const queue = await entries(this.who);
    return queue.some((one) => isAskedAbout(one) && location.pathname.includes(one.id));
  }

  /** Something changed in the queue, here or in another tab. */
  tell() {
    this.changed();
    document.dispatchEvent(new Event("antrean-berubah"));
  }

  announce() {
    news?.postMessage("berubah");
    this.tell();
  }

  /**
   * Send what is due.
   * @param {boolean} [atOnce] whether or not its time has come
   * @param {boolean} [wait] until another tab has finished
   */
  async go(atOnce = false, wait = false) {
    clearTimeout(this.timer);
    try {
      await alone(`antrean:${this.who.akun}`, () => this.send(atOnce), { wait });
    } finally {
      await this.plan();
    }
  }

  /** @param {boolean} atOnce */
  async send(atOnce) {
    const queue = (await entries(this.who)).filter(isPending);
    const due = this.due(queue);
    if (due === null || (!atOnce && due > Date.now())) return;
    if (!(await this.isOurs())) return;
    this.met = "mengirim";
    this.tell();
    const { keySet } = await this.keys();
    const met = await sendQueue({
      who: this.who,
      keySet,
      fetch: (...args) => fetch(...args),
      token,
      now: () => Date.now(),
      told: () => this.announce(),
    }, atOnce);
    this.met = met.arti;
    if (stops(met)) this.pace.failed(Date.now(), met.jeda);
    else this.pace.worked();
    // An answer that nobody signed: the portal may have a new key, or somebody else is there.
    if (this.met === "asing" || this.met === "masuk") this.sureUntil = 0;
    await askForWakeUp(queue.length);
    this.announce();
  }

  /** @param {import("./antrean.js").Entry[]} queue */
  due(queue) {
    const due = nextTime(queue);
    return due === null ? null : Math.max(due, this.pace.dueAt(Date.now()));
  }

  async keys() {
    return { keySet: (await reference(this.who))?.kunci_kuitansi };
  }

  /** Whether the portal, too, takes this device for the account whose queue this is. */
  async isOurs() {
    const isHere = await isStillThere(this.who);
    if (isHere && Date.now() < this.sureUntil) return true;
    if (isHere && (await ask())?.akun === this.who.akun) {
      this.sureUntil = Date.now() + SURE_FOR_MS;
      return true;
    }
    this.met = "masuk";
    this.tell();
    return false;
  }

  async plan() {
    const due = this.due(await entries(this.who).catch(() => []));
    if (due === null || this.met === "masuk") return;
    const pause = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, due - Date.now()));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), pause);
  }
}

/**
 * Ask the browser, where it can, to say when the network is back. Only an extra.
 * @param {number} waiting
 */
async function askForWakeUp(waiting) {
  if (!waiting) return;
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    await /** @type {any} */ (registration)?.sync?.register("antrean");
  } catch {
    // Not here, or not allowed.
  }
}
