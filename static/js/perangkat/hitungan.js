// Numbers as people type them, and what they come to. The portal works it out again; that counts.

const NUMBER = /^\d+$|^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$|^\d+,\d+$|^\d+\.\d+$/;
const GROUPED = /^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/;

/**
 * ``1.200`` is twelve hundred, ``12,5`` twelve and a half; ``null`` is no number.
 * @param {string} text
 * @returns {number | null}
 */
export function readNumber(text) {
  const typed = text.trim();
  if (!NUMBER.test(typed)) return null;
  const plain = GROUPED.test(typed) ? typed.replaceAll(".", "") : typed;
  return Number(plain.replace(",", "."));
}

/**
 * All measures multiplied, to two decimals; ``null`` until every one is a number above zero.
 * @param {string[]} texts
 * @returns {number | null}
 */
export function volumeOf(texts) {
  const typed = texts.map(readNumber);
  if (!typed.length || typed.some((value) => value === null || value <= 0)) return null;
  const product = typed.reduce((all, value) => Number(all) * Number(value), 1);
  return Math.round(Number(product) * 100) / 100;
}

const numbers = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 2 });
const money = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 0 });

/** @param {number} value */
export const numberShown = (value) => numbers.format(value);

/** @param {number} value */
export const rupiah = (value) => `Rp${money.format(Math.round(value))}`;
