// The queue of one account: what was sent on this device and is not yet wholly with the portal.

import { toBase64 } from "./bita.js";
import { copyPictures, picture } from "./draf.js";
import { answer, read, rowsBy, within } from "./gudang.js";
import { lock, readable, unlock } from "./sandi.js";

/** @typedef {import("./sandi.js").Session} Session */
/** @typedef {import("./gudang.js").StoreName} StoreName */
/** @typedef {import("./kiriman.js").Picture & {sampai?: boolean, tolak?: string}} QueuedPicture */

/**
 * @typedef {"antre" | "foto" | "perlu" | "terkirim"} State
 * waiting; received, pictures under way; a person must look at it; wholly received
 */

/**
 * @typedef {object} Refusal why the portal did not take it
 * @property {string} kode
 * @property {string} pesan
 * @property {Record<string, string[]>} masalah
 */

/**
 * @typedef {object} Entry
 * @property {string} id
 * @property {number} dibuat when the person pressed send
 * @property {number} gagal failures in a row
 * @property {number} [dicoba] when it was tried last
 * @property {number} nanti not before this time
 * @property {State} keadaan
 * @property {string} isi the exact body
 * @property {string} sha256 of the body, hex
 * @property {string} judul
 * @property {QueuedPicture[]} berkas
 * @property {string} [kuitansi] the signed receipt
 * @property {string} [nomor]
 * @property {string} [tautan]
 * @property {Refusal} [tolakan]
 */

export const OLD_MS = 3 * 24 * 60 * 60_000;
/** What was received stays in sight for a week. */
const SHOWN_MS = 7 * 24 * 60 * 60_000;

const OPEN = ["id", "dibuat", "gagal", "dicoba", "nanti", "keadaan"];

/**
 * @param {Session} who
 * @param {any} row
 * @returns {Promise<Entry>}
 */
async function opened(who, row) {
  const rest = await unlock(who, `antrean/${row.id}`, row.kotak);
  return { ...rest, ...Object.fromEntries(OPEN.map((name) => [name, row[name]])) };
}

/**
 * The oldest first.
 * @param {Session} who
 * @returns {Promise<Entry[]>}
 */
export async function entries(who) {
  const rows = await rowsBy("antrean", "akun", who.akun);
  rows.sort((one, other) => one.dibuat - other.dibuat);
  return readable(rows, (row) => opened(who, row));
}

/**
 * @param {Session} who
 * @param {string} id
 * @returns {Promise<Entry | null>}
 */
export async function entry(who, id) {
  const row = await read("antrean", [who.akun, id]);
  return row ? opened(who, row) : null;
}

/** @param {Entry} one */
export const isPending = (one) => one.keadaan !== "terkirim";

/** @param {Entry} one goes out by itself */
export const isWaiting = (one) => one.keadaan === "antre" || one.keadaan === "foto";

/** @param {Entry} one received, and the portal may have settled by itself what it lacks */
export const isAskedAbout = (one) => one.keadaan === "perlu" && Boolean(one.kuitansi);

/** @param {Entry} one the body has not been received */
export const isUnsent = (one) => isPending(one) && !one.kuitansi;

/**
 * @param {Entry} one
 * @param {number} [now]
 */
export const isOld = (one, now = Date.now()) => isPending(one) && now - one.dibuat > OLD_MS;

/**
 * As it lies in the store.
 * @param {Session} who
 * @param {Entry} changed
 */
async function rowOf(who, changed) {
  const open = Object.fromEntries(OPEN.map((name) => [name, changed[/** @type {"id"} */ (name)]]));
  return { akun: who.akun, ...open, kotak: await lock(who, `antrean/${changed.id}`, changed) };
}

/**
 * What was thrown away or opened again meanwhile does not come back.
 * @param {Session} who
 * @param {Entry} changed
 */
export async function keepEntry(who, changed) {
  const row = await rowOf(who, changed);
  await within(["antrean", "foto"], "readwrite", async (store) => {
    if (!(await answer(store("antrean").get([who.akun, changed.id])))) return;
    await answer(store("antrean").put(row));
    if (isPending(changed)) return;
    for (const { id } of changed.berkas) await answer(store("foto").delete([who.akun, id]));
  });
}

/** The entry is gone, was received or stands elsewhere than when it was looked at. */
export class Moved extends Error {
  /** @param {Entry | null} now */
  constructor(now) {
    super("sudah berubah");
    this.now = now;
  }
}

/**
 * Change an entry that still stands as it was shown, from what the store holds of it now.
 * @param {Session} who
 * @param {Entry} seen
 * @param {StoreName[]} names
 * @param {(store: (name: StoreName) => IDBObjectStore) => Promise<void>} deed
 */
async function unlessMoved(who, seen, names, deed) {
  const key = /** @type {[string, string]} */ ([who.akun, seen.id]);
  const row = await read("antrean", key);
  const now = row ? await opened(who, row) : null;
  if (now?.keadaan !== seen.keadaan || now.kuitansi !== seen.kuitansi) throw new Moved(now);
  await within(names, "readwrite", async (store) => {
    // Locked anew at every change: the same bytes are the same entry.
    const held = await answer(store("antrean").get(key));
    if (String(held?.kotak.iv) !== String(row.kotak.iv)) throw new Moved(now);
    await deed(store);
  });
}

/**
 * @param {Session} who
 * @param {Entry} one
 */
export async function dropEntry(who, one) {
  await unlessMoved(who, one, ["antrean", "foto"], async (store) => {
    await answer(store("antrean").delete([who.akun, one.id]));
    for (const { id } of one.berkas) await answer(store("foto").delete([who.akun, id]));
  });
}

/**
 * Let it go out once more as it is: the office may have given more time, or somebody else answered
 * in the portal's place.
 * @param {Session} who
 * @param {Entry} one
 */
export async function sendAgain(who, one) {
  const berkas = one.berkas.map((file) => ({ ...file, tolak: undefined }));
  const keadaan = /** @type {State} */ (one.kuitansi ? "foto" : "antre");
  const row = await rowOf(who, { ...one, berkas, keadaan, gagal: 0, nanti: 0, tolakan: undefined });
  await unlessMoved(who, one, ["antrean"], async (store) => {
    await answer(store("antrean").put(row));
  });
}

/**
 * Let go of what was received long ago.
 * @param {Session} who
 * @param {number} [now]
 */
export async function tidy(who, now = Date.now()) {
  for (const one of await entries(who)) {
    if (!isPending(one) && now - one.dibuat > SHOWN_MS) await dropEntry(who, one);
  }
}

/**
 * Back to a draft under a new id, so that it can be mended and sent again. The old one is gone in
 * the same step.
 * @param {Session} who
 * @param {Entry} one
 * @returns {Promise<string>} the draft's id
 */
export async function reopen(who, one) {
  const { tahun, pengusul, item, isi, ditulis } = JSON.parse(one.isi);
  const id = crypto.randomUUID();
  const { rows, berkas } = await copyPictures(who, one.berkas, id);
  const content = { tahun, pengusul, item, dipilih: true, isi, berkas, ditulis };
  const kotak = await lock(who, `draf/${id}`, content);
  await unlessMoved(who, one, ["draf", "antrean", "foto"], async (store) => {
    await answer(store("draf").add({ akun: who.akun, id, revisi: 1, diubah: Date.now(), kotak }));
    for (const row of rows) await answer(store("foto").put(row));
    await answer(store("antrean").delete([who.akun, one.id]));
    for (const old of one.berkas) await answer(store("foto").delete([who.akun, old.id]));
  });
  return id;
}

/**
 * All that is pending, as a file that the kelurahan imports.
 * @param {Session} who
 * @returns {Promise<Blob>}
 */
export async function asFile(who) {
  const kiriman = [];
  for (const one of (await entries(who)).filter(isPending)) {
    const berkas = [];
    for (const { id, sha256, tipe } of one.berkas) {
      const bytes = await picture(who, id);
      if (bytes) berkas.push({ id, sha256, tipe, data: toBase64(bytes) });
    }
    kiriman.push({ id: one.id, isi: one.isi, sha256: one.sha256, berkas });
  }
  const text = JSON.stringify({ jenis: "antrean-musrenbang", versi: 1, kiriman });
  return new Blob([text], { type: "application/json" });
}
