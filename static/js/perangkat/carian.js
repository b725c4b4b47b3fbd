// Searching the kept kamus with everyday words.

/** @typedef {import("./rujukan.js").Item} Item */

const MOST = 20;

/** @param {string} text */
function wordsOf(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * How well a word fits: the whole word best, its beginning next, a part of it last.
 * @param {string} wanted
 * @param {string[]} words
 */
function fit(wanted, words) {
  if (words.includes(wanted)) return 3;
  if (words.some((word) => word.startsWith(wanted))) return 2;
  return wanted.length > 3 && words.some((word) => word.includes(wanted)) ? 1 : 0;
}

/**
 * Items that fit, the best first. Those that every word fits go before all others.
 * @param {Item[]} items
 * @param {string} text
 * @returns {Item[]}
 */
export function search(items, text) {
  const wanted = wordsOf(text).filter((word) => word.length > 1);
  if (!wanted.length) return [];
  const scored = [];
  for (const item of items) {
    const name = wordsOf(item.nama);
    const others = wordsOf(`${item.kata} ${item.kelompok}`);
    const fits = wanted.map((word) => Math.max(fit(word, name) * 1.5, fit(word, others)));
    const sum = fits.reduce((all, one) => all + one, 0);
    if (sum) scored.push({ item, sum: sum + (fits.every(Boolean) ? 100 : 0) });
  }
  scored.sort((one, other) => other.sum - one.sum || one.item.nama.localeCompare(other.item.nama));
  return scored.slice(0, MOST).map(({ item }) => item);
}
