// What an answer from the network means. Only JSON of the portal is the portal's word; and even
// then nothing counts as received without its signature.

import { askedPause } from "./jeda.js";

/**
 * @typedef {object} Outcome
 * @property {"diterima" | "putus" | "asing" | "masuk" | "sibuk" | "rusak" | "perlu"} arti
 * received; no network; not the portal; log in again; later; damaged on the way, send again; a
 * person must look at it
 * @property {any} [data] the portal's JSON
 * @property {number} [jeda] milliseconds that the server asked for
 * @property {boolean} [galat] an error page: perhaps the portal's own, about this one request
 */

const BUSY = [429, 503, 507];
const REFUSED = [403, 404, 409, 413, 422];
/** Said by the portal, but to be had right by sending again with a newer token or whole bytes. */
const PASSING = ["csrf", "halaman-lama", "rusak"];

/** @param {Response} response */
async function portalJson(response) {
  if (!response.headers.get("Content-Type")?.includes("json")) return null;
  try {
    const data = await response.json();
    return data && typeof data === "object" ? data : null;
  } catch {
    return null;
  }
}

/**
 * @param {() => Promise<Response>} ask
 * @returns {Promise<Outcome>}
 */
export async function outcomeOf(ask) {
  let response;
  let data;
  try {
    response = await ask();
    data = await portalJson(response);
  } catch {
    return { arti: "putus" };
  }
  const jeda = askedPause(response.headers.get("Retry-After"));
  const isBusy = BUSY.includes(response.status);
  if (!data) return { arti: "asing", jeda, galat: response.status >= 500 && !isBusy };
  if (response.ok) return { arti: "diterima", data };
  if (typeof data.kode !== "string") return { arti: "asing", jeda };
  if (isBusy) return { arti: "sibuk", jeda };
  if (response.status === 401) return { arti: "masuk", data };
  const isFinal = REFUSED.includes(response.status) || response.status === 400;
  if (isFinal && !PASSING.includes(data.kode)) return { arti: "perlu", data };
  return { arti: "rusak", data, jeda };
}

/**
 * Whether it concerns the way and not the usulan: what comes after it would fail just the same.
 * @param {{arti: string, galat?: boolean}} met
 */
export const stops = ({ arti, galat }) => (
  ["putus", "asing", "masuk", "sibuk"].includes(arti) && !galat
);
