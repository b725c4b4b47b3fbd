// What is sent: made once, when the person presses send, and from then on the same bytes.

/**
 * @typedef {object} Picture a photo or paper of a usulan
 * @property {string} id
 * @property {string} sha256 hex
 * @property {number} ukuran bytes
 * @property {"foto" | "lahan" | "dokumen"} jenis
 * @property {string} dokumen which paper it is, or nothing
 * @property {string} tipe
 * @property {string} nama
 */

/**
 * @typedef {object} Content what a person has written
 * @property {number} tahun
 * @property {string} pengusul
 * @property {string | null} item
 * @property {boolean} dipilih an item, or expressly none
 * @property {Record<string, string | string[]>} isi
 * @property {Picture[]} berkas
 * @property {string} [ditulis] when send was first pressed, if that came to nothing
 */

/**
 * The same value gives the same text, in whatever order it was put together.
 * @param {any} value
 * @returns {string}
 */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") {
    const parts = Object.keys(value)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
    return `{${parts.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** @param {string | string[]} value */
function isFilled(value) {
  return Array.isArray(value) ? value.length > 0 : value.trim() !== "";
}

/**
 * The text that travels.
 * @param {Content} content
 * @param {Date} now
 * @returns {string}
 */
export function bodyOf(content, now) {
  const isi = Object.fromEntries(
    Object.entries(content.isi).filter(([, value]) => isFilled(value)),
  );
  const berkas = content.berkas.map(({ id, sha256, ukuran, jenis, dokumen }) => (
    { id, sha256, ukuran, jenis, dokumen }
  ));
  return canonical({
    tahun: content.tahun,
    pengusul: content.pengusul,
    item: content.item,
    isi,
    berkas,
    // Mended within the grace it is still the usulan that was sent in time.
    ditulis: content.ditulis ?? now.toISOString(),
  });
}
