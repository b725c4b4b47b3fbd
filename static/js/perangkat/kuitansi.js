// Only the portal's own signature counts as a receipt. A hotel's log-in page answers 200 as well.

import { bytesOf, fromBase64 } from "./bita.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNED = { name: "ECDSA", hash: "SHA-256" };

/**
 * @typedef {object} Claims what a receipt says
 * @property {string} iss
 * @property {string} sub
 * @property {string} isi
 * @property {string} nomor
 * @property {string} kode
 * @property {string} diterima
 * @property {{dinyatakan: number, sampai: {id: string, sha256: string}[]}} berkas
 * @property {boolean} lengkap
 */

/** @typedef {(JsonWebKey & {kid?: string})[]} KeySet the newest first */

/** @param {string} part */
function parsed(part) {
  return JSON.parse(new TextDecoder().decode(fromBase64(part)));
}

/**
 * @param {JsonWebKey & {kid?: string}} jwk
 * @param {BufferSource} signature
 * @param {BufferSource} signed
 */
async function isSignedBy(jwk, signature, signed) {
  const { kty, crv, x, y } = jwk;
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, CURVE, false, ["verify"]);
  return crypto.subtle.verify(SIGNED, key, signature, signed);
}

/**
 * What the receipt says, if the portal signed it for exactly this content; otherwise ``null``.
 * @param {unknown} receipt
 * @param {KeySet | undefined} keySet
 * @param {{id: string, sha256: string}} ours
 * @returns {Promise<Claims | null>}
 */
export async function verified(receipt, keySet, ours) {
  if (typeof receipt !== "string") return null;
  const [head, body, tail, ...more] = receipt.split(".");
  if (!head || !body || !tail || more.length) return null;
  try {
    const { alg, kid } = parsed(head);
    if (alg !== "ES256") return null;
    const keys = (keySet ?? []).filter((key) => !kid || !key.kid || key.kid === kid);
    const signed = bytesOf(`${head}.${body}`);
    for (const key of keys) {
      if (!(await isSignedBy(key, fromBase64(tail), signed))) continue;
      const claims = parsed(body);
      const isOurs = claims.iss === "musrenbang" && claims.sub === ours.id
        && claims.isi === ours.sha256;
      return isOurs ? claims : null;
    }
  } catch {
    // Not a receipt at all.
  }
  return null;
}
