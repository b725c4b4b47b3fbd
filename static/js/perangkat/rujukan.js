// What the form needs to know, kept for the time without a network, and with it the account's key.

import { read, write } from "./gudang.js";
import { adopt, forget, lock, session, unlock } from "./sandi.js";
import { outcomeOf } from "./jawaban.js";

/** @typedef {import("./sandi.js").Session} Session */

/** @typedef {{nama: string, satuan: string, ruas: string}} Measure */
/**
 * @typedef {object} Item of the kamus
 * @property {string} kode
 * @property {string} nama
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
 * @property {{id: number, label: string}[]} rt_lokasi
 */
/**
 * @typedef {object} Reference
 * @property {string} versi
 * @property {{kunci: string, sandi?: string, nama: string}} akun
 * @property {import("./kuitansi.js").KeySet} kunci_kuitansi
 * @property {{tahun: number, dibuka: string | null, ditutup: string | null}} tahun
 * @property {Proposer[]} pengusul
 * @property {Item[]} kamus
 * @property {{kode: string, label: string, arti: string, saran: string}[]} lahan
 */

const ADDRESS = "/api/v1/rujukan";

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
  const isReference = outcome.arti === "diterima" && typeof outcome.data.versi === "string";
  if (!isReference) return { who: before, outcome };
  const who = await sessionOf(before, outcome.data);
  if (who) await merge(who, held, outcome.data);
  return { who, outcome };
}

/**
 * @param {Session | null} before
 * @param {Reference} news
 */
async function sessionOf(before, news) {
  if (!news.akun?.sandi) return before;
  return adopt(news.akun.kunci, news.akun.sandi);
}

/**
 * The parts that did not change are left out of the answer. The key itself is not written down.
 * @param {Session} who
 * @param {Reference | null} held
 * @param {Reference} news
 */
async function merge(who, held, news) {
  const own = held?.akun.kunci === who.akun ? held : null;
  const { kunci, nama } = news.akun ?? own?.akun ?? {};
  const whole = { ...own, ...news, akun: { kunci, nama } };
  await write("rujukan", { akun: who.akun, kotak: await lock(who, "rujukan", whole) });
}
