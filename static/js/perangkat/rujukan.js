// What the form needs to know, kept for the time without a network, and with it the account's key.

import { read, write } from "./gudang.js";
import { adopt, forget, lock, session, unlock } from "./sandi.js";
import { outcomeOf } from "./jawaban.js";

/** @typedef {import("./sandi.js").Session} Session */

/** @typedef {{kolom: string, nama: string, satuan: string, paling_kecil: string, paling_besar: string | null}} Measure */
/**
 * @typedef {object} Item of the kamus
 * @property {string} kode
 * @property {string} nama
 * @property {string} kata everyday words for it
 * @property {string} satuan
 * @property {number} harga
 * @property {Measure[]} ukuran
 * @property {string} kelompok
 * @property {boolean} perlu_lahan
 * @property {boolean} perlu_titik
 * @property {number} foto
 * @property {{kode: string, label: string}[]} dokumen
 * @property {string[]} jenis_pengusul
 */
/**
 * @typedef {object} Proposer
 * @property {string} kunci
 * @property {string} jenis
 * @property {string} label
 * @property {string} kelurahan
 * @property {boolean} dibantu
 * @property {{id: string, label: string}[]} rt_lokasi
 */
/**
 * @typedef {object} Reference
 * @property {string} versi
 * @property {{kunci: string, sandi?: string, nama: string}} akun
 * @property {import("./kuitansi.js").KeySet} kunci_kuitansi
 * @property {{tahun: number, dibuka: string | null, ditutup: string | null, jam_toleransi: number, prioritas?: {id: string, nama: string}[]} | null} tahun
 * @property {Proposer[]} pengusul
 * @property {Item[]} kamus
 * @property {{kode: string, label: string, arti: string, saran: string}[]} lahan
 */

const ADDRESS = "/api/v1/rujukan";
/** Where the service worker remembers a log-out that the portal has not heard of. */
const LEAVING = "keluar";

/**
 * @param {Session} who
 * @returns {Promise<Reference | null>}
 */
export async function reference(who) {
  const row = await read("rujukan", who.akun);
  if (!row) return null;
  try {
    return await unlock(who, "rujukan", row.kotak);
  } catch {
    return null; // Locked with a key of former times.
  }
}

/**
 * Ask the portal what is new. Whoever it says is logged in is at the device from here on.
 * @param {typeof fetch} [ask]
 * @returns {Promise<{who: Session | null, outcome: import("./jawaban.js").Outcome}>}
 */
export async function refresh(ask = fetch) {
  // Somebody logged out without a network: the portal would still take this device for theirs.
  if (await globalThis.caches?.has(LEAVING)) return { who: null, outcome: { arti: "masuk" } };
  const before = await session();
  const held = before && (await reference(before));
  const query = held ? `?${new URLSearchParams({ sejak: held.versi })}` : "";
  const outcome = await outcomeOf(() => ask(ADDRESS + query, {
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    redirect: "manual",
  }));
  if (outcome.arti === "masuk") {
    await forget();
    return { who: null, outcome };
  }
  const isReference = outcome.arti === "diterima"
    && typeof outcome.data.versi === "string" && typeof outcome.data.akun?.sandi === "string";
  if (!isReference) return { who: before, outcome };
  const who = await adopt(outcome.data.akun.kunci, outcome.data.akun.sandi);
  await merge(who, held, outcome.data);
  return { who, outcome };
}

/**
 * The parts that are as this device has them are left out of the answer, whoever it had them for.
 * The key itself is not written down.
 * @param {Session} who
 * @param {Reference | null} held
 * @param {Reference} news
 */
async function merge(who, held, news) {
  const { kunci, nama } = news.akun;
  const whole = { ...held, ...news, akun: { kunci, nama } };
  await write("rujukan", { akun: who.akun, kotak: await lock(who, "rujukan", whole) });
}
