// Drafts on the device. A draft is changed only by whoever saw its latest revision, and once it
// has been sent it cannot be changed any more: two tabs never make two contents of one usulan.

import { bytesOf, sha256, toHex } from "./bita.js";
import { answer, read, remove, rowsBy, within } from "./gudang.js";
import { bodyOf } from "./kiriman.js";
import { hasLeft, lock, lockBytes, OF_LEAVING, readable, unlock, unlockBytes } from "./sandi.js";

/** @typedef {import("./sandi.js").Session} Session */
/** @typedef {import("./kiriman.js").Content} Content */
/** @typedef {import("./kiriman.js").Picture} Picture */

/**
 * @typedef {object} Draft
 * @property {string} id
 * @property {number} revisi zero before it was first kept
 * @property {number} diubah
 * @property {Content} content
 */

/**
 * The draft was changed, sent or thrown away elsewhere, or its owner has logged out; ``reason``
 * says which.
 */
export class Elsewhere extends Error {
  /** @param {"diubah" | "dikirim" | "dihapus" | "keluar"} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** @param {string} id */
const placeOf = (id) => `draf/${id}`;

/**
 * @param {Session} who
 * @param {any} row
 * @returns {Promise<Draft>}
 */
async function opened(who, row) {
  const content = await unlock(who, placeOf(row.id), row.kotak);
  return { id: row.id, revisi: row.revisi, diubah: row.diubah, content };
}

/**
 * @param {Session} who
 * @param {string} id
 * @returns {Promise<Draft | null>}
 */
export async function draft(who, id) {
  const row = await read("draf", [who.akun, id]);
  return row ? opened(who, row) : null;
}

/**
 * The latest first.
 * @param {Session} who
 * @returns {Promise<Draft[]>}
 */
export async function drafts(who) {
  const rows = await rowsBy("draf", "akun", who.akun);
  rows.sort((one, other) => other.diubah - one.diubah);
  return readable(rows, (row) => opened(who, row));
}

/** What ``refuseUnlessSeen`` looks at. */
const OF_DRAFTS = /** @type {const} */ (["draf", "antrean", ...OF_LEAVING]);

/**
 * Throws unless the draft in the store is the one that was seen, and its owner is still there.
 * @param {(store: import("./gudang.js").StoreName) => IDBObjectStore} store
 * @param {[string, string]} key
 * @param {number} seen
 */
async function refuseUnlessSeen(store, key, seen) {
  if (await hasLeft(store, key[0])) throw new Elsewhere("keluar");
  const row = await answer(store("draf").get(key));
  if (row ? row.revisi === seen : seen === 0 && !(await answer(store("antrean").get(key)))) return;
  if (row) throw new Elsewhere("diubah");
  throw new Elsewhere((await answer(store("antrean").get(key))) ? "dikirim" : "dihapus");
}

/**
 * Keep the draft as it is now.
 * @param {Session} who
 * @param {Draft} held with the revision that was last seen
 * @returns {Promise<Draft>} with its new revision
 */
export async function keepDraft(who, held) {
  // Locked before the transaction begins: a transaction waits for nothing else.
  const kotak = await lock(who, placeOf(held.id), held.content);
  const diubah = Date.now();
  const revisi = held.revisi + 1;
  await within([...OF_DRAFTS], "readwrite", async (store) => {
    await refuseUnlessSeen(store, [who.akun, held.id], held.revisi);
    await answer(store("draf").put({ akun: who.akun, id: held.id, revisi, diubah, kotak }));
  });
  return { ...held, revisi, diubah };
}

/**
 * Into the queue, in one step: the draft is gone and its bytes are fixed.
 * @param {Session} who
 * @param {Draft} held
 * @param {Date} [now]
 */
export async function sealDraft(who, held, now = new Date()) {
  const { id, content } = held;
  const isi = bodyOf(content, now);
  const entry = {
    isi,
    sha256: toHex(await sha256(bytesOf(isi))),
    judul: String(content.isi.title ?? ""),
    berkas: content.berkas,
  };
  const kotak = await lock(who, `antrean/${id}`, entry);
  const row = { akun: who.akun, id, dibuat: now.getTime(), gagal: 0, nanti: 0, keadaan: "antre" };
  await within([...OF_DRAFTS], "readwrite", async (store) => {
    await refuseUnlessSeen(store, [who.akun, id], held.revisi);
    await answer(store("antrean").add({ ...row, kotak }));
    await answer(store("draf").delete([who.akun, id]));
  });
}

/**
 * Throw it away with its pictures, unless it has been sent or changed elsewhere: then the pictures
 * belong to what was sent.
 * @param {Session} who
 * @param {Draft} held
 */
export async function dropDraft(who, held) {
  await within([...OF_DRAFTS, "foto"], "readwrite", async (store) => {
    await refuseUnlessSeen(store, [who.akun, held.id], held.revisi);
    await answer(store("draf").delete([who.akun, held.id]));
    for (const { id } of held.content.berkas) {
      await answer(store("foto").delete([who.akun, id]));
    }
  });
}

/**
 * Keep a picture, and say what the draft must remember of it.
 * @param {Session} who
 * @param {string} usulan
 * @param {File} file
 * @param {Pick<Picture, "jenis" | "dokumen">} purpose
 * @returns {Promise<Picture>}
 */
export async function keepPicture(who, usulan, file, purpose) {
  const bytes = await file.arrayBuffer();
  const id = crypto.randomUUID();
  const kotak = await lockBytes(who, `foto/${id}`, bytes);
  await within(["foto"], "readwrite", (store) => (
    answer(store("foto").put({ akun: who.akun, id, usulan, kotak }))
  ));
  return {
    id,
    sha256: toHex(await sha256(bytes)),
    ukuran: bytes.byteLength,
    ...purpose,
    tipe: file.type,
    nama: file.name,
  };
}

/**
 * @param {Session} who
 * @param {string} id
 * @returns {Promise<ArrayBuffer | null>}
 */
export async function picture(who, id) {
  const row = await read("foto", [who.akun, id]);
  return row ? unlockBytes(who, `foto/${id}`, row.kotak) : null;
}

/**
 * The same pictures once more, under new ids: ready to be stored, and as a draft remembers them.
 * One that is gone is remembered too; the form tells of it.
 * @param {Session} who
 * @param {Picture[]} berkas
 * @param {string} usulan whose they will be
 * @returns {Promise<{rows: object[], berkas: Picture[]}>}
 */
export async function copyPictures(who, berkas, usulan) {
  const copies = { rows: /** @type {object[]} */ ([]), berkas: /** @type {Picture[]} */ ([]) };
  for (const { id: old, sha256, ukuran, jenis, dokumen, tipe, nama } of berkas) {
    const bytes = await picture(who, old);
    const id = crypto.randomUUID();
    if (bytes) {
      const kotak = await lockBytes(who, `foto/${id}`, bytes);
      copies.rows.push({ akun: who.akun, id, usulan, kotak });
    }
    copies.berkas.push({ id, sha256, ukuran, jenis, dokumen, tipe, nama });
  }
  return copies;
}

/**
 * Keep a content as a draft of its own, with pictures of its own.
 * @param {Session} who
 * @param {Content} content
 * @returns {Promise<string>} the new draft's id
 */
export async function copyDraft(who, content) {
  const id = crypto.randomUUID();
  const { rows, berkas } = await copyPictures(who, content.berkas, id);
  const kotak = await lock(who, placeOf(id), { ...content, berkas });
  await within(["draf", "foto"], "readwrite", async (store) => {
    for (const row of rows) await answer(store("foto").put(row));
    const row = { akun: who.akun, id, revisi: 1, diubah: Date.now(), kotak };
    await answer(store("draf").add(row));
  });
  return id;
}

/**
 * Pictures that belong to nothing any more: the page died between two steps.
 * @param {Session} who
 */
export async function sweep(who) {
  await within(["draf", "antrean", "foto"], "readwrite", async (store) => {
    const rows = await answer(store("foto").getAll());
    for (const { akun, id, usulan } of rows) {
      if (akun !== who.akun) continue;
      const owner = /** @type {[string, string]} */ ([akun, usulan]);
      const isHeld = (await answer(store("draf").get(owner)))
        || (await answer(store("antrean").get(owner)));
      if (!isHeld) await answer(store("foto").delete([akun, id]));
    }
  });
}

/**
 * @param {Session} who
 * @param {string} id
 */
export function dropPicture(who, id) {
  return remove("foto", [who.akun, id]);
}
