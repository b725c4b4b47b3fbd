// What the tests of the device's side share: an empty store, a person, a portal that signs.

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { toBase64 } from "../../static/js/perangkat/bita.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };

export const USULAN = "6f1f9a53-6d39-4f57-9d3f-0a8a4f7c1a11";

export function secret(fill = 7) {
  return toBase64(new Uint8Array(32).fill(fill));
}

/** @param {Record<string, any>} [changes] */
export function content(changes = {}) {
  return {
    tahun: 2024,
    pengusul: "rt:12",
    item: "JLN-01",
    isi: { title: "Saluran Gang Contoh", rts: ["12"], address: "Gang Contoh", landmark: "" },
    berkas: [],
    ...changes,
  };
}

/** @param {string | Uint8Array} bytes */
const part = (bytes) => Buffer.from(bytes).toString("base64url");

/** A portal's key pair: signs claims, and shows its public half. */
export async function signer() {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const jwk = { ...(await crypto.subtle.exportKey("jwk", publicKey)), kid: "k1" };
  /**
   * @param {object} claims
   * @param {object} [head]
   */
  async function sign(claims, head = { alg: "ES256", kid: "k1" }) {
    const signed = `${part(JSON.stringify(head))}.${part(JSON.stringify(claims))}`;
    const tail = await crypto.subtle.sign(
      { name: "ECDSA", hash: "SHA-256" }, privateKey, Buffer.from(signed),
    );
    return `${signed}.${part(new Uint8Array(tail))}`;
  }
  return { sign, keySet: [jwk] };
}

export { IDBFactory };
