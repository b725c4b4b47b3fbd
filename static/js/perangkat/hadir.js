// Who is at the device, as far as this page knows.

import { canKeep } from "./gudang.js";
import { refresh } from "./rujukan.js";
import { forget, session } from "./sandi.js";

/** @typedef {import("./sandi.js").Session} Session */

const HOW_OFTEN_MS = 30 * 60_000;
const MOMENT_MS = 1_500;

/** Whether the portal said that nobody is logged in; otherwise it could not be asked. */
let isSignedOut = false;

/** @param {string} akun */
function isFresh(akun) {
  return Date.now() - Number(sessionStorage.getItem(`rujukan:${akun}`)) < HOW_OFTEN_MS;
}

/** @param {string} akun */
function noteFresh(akun) {
  sessionStorage.setItem(`rujukan:${akun}`, String(Date.now()));
}

/**
 * Ask the portal who is logged in; what the form needs is renewed by the same answer.
 * @returns {Promise<Session | null>}
 */
export async function ask() {
  const { who, outcome } = await refresh();
  isSignedOut = outcome.arti === "masuk";
  if (who && outcome.arti === "diterima") noteFresh(who.akun);
  return who;
}

/** The account that the page was made for; nothing on pages that are the same for everybody. */
function named() {
  return document.querySelector("meta[name=akun]")?.getAttribute("content") ?? "";
}

/** @returns {Promise<Session | null>} */
async function find() {
  if (!canKeep()) return null;
  const akun = named();
  const held = await session();
  if (held && (!akun || held.akun === akun)) {
    if (!isFresh(held.akun)) ask().catch(() => {});
    return held;
  }
  // Somebody else was here before: their key goes, whether or not the network answers.
  if (held) await forget();
  let who = await ask();
  if (!who && !isSignedOut) {
    await new Promise((done) => setTimeout(done, MOMENT_MS));
    who = await ask();
  }
  return who && (!akun || who.akun === akun) ? who : null;
}

/** After ``present`` found nobody: is it for a log-in, or for a network? */
export const needsLogin = () => isSignedOut;

/** @type {Promise<Session | null> | null} */
let found = null;

/**
 * Asked once for a page; ``null`` where nothing can be kept on this device.
 * @returns {Promise<Session | null>}
 */
export function present() {
  found ??= find().catch(() => null);
  return found;
}

/**
 * Whether the same account is still there: it may have logged out in another tab.
 * @param {Session} who
 */
export async function isStillThere(who) {
  return (await session())?.akun === who.akun;
}
