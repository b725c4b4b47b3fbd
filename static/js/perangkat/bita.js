// Bytes as text and back, and their fingerprints.

const TEXT = new TextEncoder();

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(text) {
  return TEXT.encode(text);
}

/**
 * @param {ArrayBuffer | Uint8Array} bytes
 * @returns {string}
 */
export function toBase64(bytes) {
  const view = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  let binary = "";
  // In pieces: a function takes only so many arguments.
  for (let start = 0; start < view.length; start += 0x8000) {
    binary += String.fromCharCode(...view.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}

/**
 * Reads base64 and base64url alike.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fromBase64(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

/**
 * @param {ArrayBuffer | Uint8Array} bytes
 * @returns {string}
 */
export function toHex(bytes) {
  const view = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  return Array.from(view, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {BufferSource} bytes
 * @returns {Promise<ArrayBuffer>}
 */
export function sha256(bytes) {
  return crypto.subtle.digest("SHA-256", bytes);
}

/**
 * The value of a Content-Digest header for these bytes.
 * @param {BufferSource} bytes
 * @returns {Promise<string>}
 */
export async function contentDigest(bytes) {
  return `sha-256=:${toBase64(await sha256(bytes))}:`;
}
