// The account's key. It lies on the device only while its owner is logged in and cannot be read
// out even then; what it has locked stays, and opens again when the same account logs in.

import { bytesOf, fromBase64 } from "./bita.js";
import { answer, read, remove, within, write } from "./gudang.js";

const SLOT = "kini";

/**
 * @typedef {object} Session who is at the device
 * @property {string} akun the account's name on the device
 * @property {CryptoKey} key
 */

/**
 * @typedef {object} Box something locked
 * @property {Uint8Array<ArrayBuffer>} iv
 * @property {ArrayBuffer} data
 */

/** @returns {Promise<Session | null>} */
export async function session() {
  const row = await read("kunci", SLOT);
  return row ? { akun: row.akun, key: row.key } : null;
}

/**
 * Take over the key of the account that the server has just named.
 * @param {string} akun
 * @param {string} secret base64 of 32 bytes
 * @returns {Promise<Session>}
 */
export async function adopt(akun, secret) {
  const key = await crypto.subtle.importKey(
    "raw", fromBase64(secret), "AES-GCM", false, ["encrypt", "decrypt"],
  );
  await write("kunci", { tempat: SLOT, akun, key });
  return { akun, key };
}

/** Written when a key goes: the browser tells the other tabs, and only them. */
export const LEFT = "keluar";

/** From here on nothing on the device can be read, until somebody logs in. */
export async function forget() {
  await remove("kunci", SLOT);
  globalThis.localStorage?.setItem(LEFT, String(Date.now()));
}

/** What ``hasLeft`` looks at. */
export const OF_LEAVING = /** @type {const} */ (["kunci", "rujukan"]);

/**
 * Within a transaction: whether this account has logged out, or another one has logged in. A store
 * that was emptied knows of no account at all, and nobody has left by that.
 * @param {(name: import("./gudang.js").StoreName) => IDBObjectStore} store
 * @param {string} akun
 */
export async function hasLeft(store, akun) {
  const slot = await answer(store("kunci").get(SLOT));
  if (slot) return slot.akun !== akun;
  return Boolean(await answer(store("rujukan").get(akun)));
}

/** @param {Session} who */
export function isGone(who) {
  return within([...OF_LEAVING], "readonly", (store) => hasLeft(store, who.akun));
}

/**
 * @param {Session} who
 * @param {string} place what it is for: locked for one place, it opens at no other
 * @param {BufferSource} bytes
 * @returns {Promise<Box>}
 */
export async function lockBytes(who, place, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = bytesOf(`${who.akun}/${place}`);
  const data = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData }, who.key, bytes,
  );
  return { iv, data };
}

/**
 * @param {Session} who
 * @param {string} place
 * @param {Box} box
 * @returns {Promise<ArrayBuffer>}
 */
export function unlockBytes(who, place, box) {
  const additionalData = bytesOf(`${who.akun}/${place}`);
  return crypto.subtle.decrypt(
    { name: "AES-GCM", iv: box.iv, additionalData }, who.key, box.data,
  );
}

/**
 * @param {Session} who
 * @param {string} place
 * @param {unknown} value
 */
export function lock(who, place, value) {
  return lockBytes(who, place, bytesOf(JSON.stringify(value)));
}

/**
 * @param {Session} who
 * @param {string} place
 * @param {Box} box
 * @returns {Promise<any>}
 */
export async function unlock(who, place, box) {
  return JSON.parse(new TextDecoder().decode(await unlockBytes(who, place, box)));
}

/**
 * What opens with this account's key. One row that does not must not hide all others; it stays
 * where it is.
 * @template T
 * @param {any[]} rows
 * @param {(row: any) => Promise<T>} open
 * @returns {Promise<T[]>}
 */
export async function readable(rows, open) {
  const tried = await Promise.allSettled(rows.map(open));
  return tried.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}
