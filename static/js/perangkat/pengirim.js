// Sends the queue. Whatever happens, an entry stays until the portal's signed receipt is here.

import { bytesOf, contentDigest } from "./bita.js";
import { entries, isAskedAbout, isPending, isWaiting, keepEntry } from "./antrean.js";
import { picture } from "./draf.js";
import { outcomeOf, stops } from "./jawaban.js";
import { dueAt, pause } from "./jeda.js";
import { verified } from "./kuitansi.js";

/** @typedef {import("./antrean.js").Entry} Entry */
/** @typedef {import("./antrean.js").QueuedPicture} QueuedPicture */
/** @typedef {import("./jawaban.js").Outcome} Outcome */
/** @typedef {import("./kuitansi.js").KeySet} KeySet */

/**
 * @typedef {object} Means what sending needs from outside
 * @property {import("./sandi.js").Session} who
 * @property {KeySet | undefined} keySet
 * @property {typeof fetch} fetch
 * @property {() => string} token against forged requests
 * @property {() => number} now
 * @property {() => void} told called after every change
 */

const API = "/api/v1/usulan/";
const PATIENCE_MS = 120_000;
const GONE = "Fotonya tidak ada lagi di perangkat ini.";
/** So often the portal is asked whether what a device cannot send was settled there. */
const ASK_MS = 60_000;

/**
 * @param {Means} means
 * @param {string} path
 * @param {BufferSource} bytes
 * @param {string} type
 * @returns {Promise<Outcome>}
 */
async function put(means, path, bytes, type) {
  const headers = {
    Accept: "application/json",
    "Content-Type": type,
    "Content-Digest": await contentDigest(bytes),
    "X-CSRFToken": means.token(),
    // A clock that goes wrong does not make a usulan late.
    "X-Jam-Perangkat": new Date(means.now()).toISOString(),
  };
  return outcomeOf(() => means.fetch(path, {
    method: "PUT",
    headers,
    body: /** @type {BodyInit} */ (bytes),
    credentials: "same-origin",
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE_MS),
  }));
}

/**
 * Write down what the receipt says; without one the answer came from somebody else.
 * @param {Means} means
 * @param {Entry} entry
 * @param {Outcome} outcome
 * @returns {Promise<Outcome>}
 */
async function received(means, entry, outcome) {
  const claims = await verified(outcome.data.kuitansi, means.keySet, entry);
  if (!claims) return { arti: "asing" };
  const arrived = new Set(claims.berkas.sampai.map(({ id, sha256 }) => `${id} ${sha256}`));
  for (const file of entry.berkas) file.sampai = arrived.has(`${file.id} ${file.sha256}`);
  Object.assign(entry, {
    kuitansi: outcome.data.kuitansi,
    nomor: claims.nomor,
    tautan: String(outcome.data.tautan ?? ""),
    keadaan: claims.lengkap ? "terkirim" : "foto",
    gagal: 0,
    nanti: 0,
    tolakan: undefined,
  });
  await keepEntry(means.who, entry);
  means.told();
  return outcome;
}

/**
 * @param {Means} means
 * @param {Entry} entry
 * @returns {Promise<Outcome>}
 */
async function sendBody(means, entry) {
  const outcome = await put(means, API + entry.id, bytesOf(entry.isi), "application/json");
  return outcome.arti === "diterima" ? received(means, entry, outcome) : outcome;
}

/**
 * @param {Means} means
 * @param {Entry} entry
 * @param {QueuedPicture} file
 * @returns {Promise<Outcome>}
 */
async function sendPicture(means, entry, file) {
  const bytes = await picture(means.who, file.id);
  if (!bytes) {
    file.tolak = GONE;
    return { arti: "perlu" };
  }
  const path = `${API}${entry.id}/berkas/${file.id}`;
  const outcome = await put(means, path, bytes, file.tipe || "application/octet-stream");
  if (outcome.arti === "diterima") return received(means, entry, outcome);
  if (outcome.arti === "perlu") file.tolak = outcome.data.pesan;
  return outcome;
}

/**
 * @param {Means} means
 * @param {Entry} entry
 * @returns {Promise<Outcome>} the last one that matters
 */
async function sendPictures(means, entry) {
  for (const file of entry.berkas) {
    if (file.sampai || file.tolak) continue;
    const outcome = await sendPicture(means, entry, file);
    if (outcome.arti !== "diterima" && outcome.arti !== "perlu") return outcome;
  }
  if (!isPending(entry)) return { arti: "diterima" };
  const refused = entry.berkas.find((file) => file.tolak);
  const pesan = refused?.tolak ?? "";
  return refused
    ? { arti: "perlu", data: { kode: "foto-ditolak", pesan, masalah: {} } }
    : { arti: "rusak" };
}

/**
 * Send one entry as far as it goes.
 * @param {Means} means
 * @param {Entry} entry
 * @returns {Promise<Outcome>}
 */
export async function sendEntry(means, entry) {
  // With no photo left to send and still not complete, only a newer receipt helps.
  const isKnown = entry.kuitansi && entry.berkas.some(({ sampai, tolak }) => !sampai && !tolak);
  let outcome = isKnown
    ? /** @type {Outcome} */ ({ arti: "diterima" })
    : await sendBody(means, entry);
  if (outcome.arti === "diterima" && isPending(entry)) outcome = await sendPictures(means, entry);
  // Perhaps it was settled on the portal meanwhile: then nobody has to look at it.
  if (outcome.arti === "perlu" && isKnown) {
    const newer = await sendBody(means, entry);
    if (newer.arti === "diterima" && !isPending(entry)) return newer;
  }
  if (outcome.arti === "diterima") return outcome;
  entry.dicoba = means.now();
  if (outcome.arti === "perlu") {
    const { kode, pesan, masalah } = outcome.data;
    Object.assign(entry, {
      keadaan: "perlu", tolakan: { kode, pesan, masalah: masalah ?? {} }, nanti: means.now() + ASK_MS,
    });
  } else {
    entry.gagal += 1;
    entry.nanti = means.now() + pause(entry.gagal, outcome.jeda);
  }
  await keepEntry(means.who, entry);
  means.told();
  return outcome;
}

/** @typedef {{arti: Outcome["arti"] | "kosong", jeda?: number, galat?: boolean}} Met what the last attempt met with */

/** @param {Entry} entry */
const isSentFor = (entry) => isWaiting(entry) || isAskedAbout(entry);

/**
 * Send all that is due, the oldest first.
 * @param {Means} means
 * @param {boolean} [atOnce] a person asked for it: nothing waits for its time
 * @returns {Promise<Met>}
 */
export async function sendQueue(means, atOnce = false) {
  /** @type {Met} */
  let last = { arti: "kosong" };
  for (const entry of await entries(means.who)) {
    const now = means.now();
    const isDue = atOnce || dueAt(entry.nanti, now, entry.dicoba) <= now;
    if (!isSentFor(entry) || !isDue) continue;
    last = await sendEntry(means, entry);
    if (stops(last)) break;
  }
  return last;
}

/**
 * When the next attempt is due; ``null`` where nothing waits.
 * @param {Entry[]} queue
 * @param {number} [now]
 * @returns {number | null}
 */
export function nextTime(queue, now = Date.now()) {
  const times = queue.filter(isSentFor).map(({ nanti, dicoba }) => dueAt(nanti, now, dicoba));
  return times.length ? Math.min(...times) : null;
}
