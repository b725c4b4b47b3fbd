// Makes photos small on the device, before they are stored or sent.

export const SMALL_ENOUGH = 300_000;
/** Longest side and quality, tried in turn until the photo is small enough. */
const TRIES = [[1920, 0.82], [1600, 0.75], [1280, 0.7], [1024, 0.6], [800, 0.5], [640, 0.4]];

/**
 * @param {ImageBitmap} bitmap
 * @param {number} side the longest
 * @param {number} quality
 * @returns {Promise<Blob | null>}
 */
function drawn(bitmap, side, quality) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return Promise.resolve(null);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

/** What the portal takes, by what a file begins with; its name says nothing. */
const KNOWN = { foto: /^(\xff\xd8\xff|\x89PNG|RIFF....WEBP)/s, pdf: /^%PDF-/ };

/**
 * @param {Blob} file
 * @returns {Promise<string>} its first bytes, a letter each
 */
async function headOf(file) {
  return String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()));
}

/**
 * Why a file cannot be taken, in the portal's own words; nothing where it may be.
 * @param {File} file
 * @param {boolean} paper a PDF will do as well
 * @returns {Promise<string>}
 */
export async function whyNot(file, paper) {
  const head = await headOf(file);
  if (KNOWN.foto.test(head) || (paper && KNOWN.pdf.test(head))) return "";
  if (/^....ftyp(hei[cx]|hevc|mif1|msf1)/s.test(head)) {
    return "foto iPhone (HEIC) belum bisa dibuka. Di iPhone pilih Pengaturan, Kamera, Format, "
      + "“Paling Kompatibel”, atau pakai tangkapan layarnya.";
  }
  if (/^....ftyp/s.test(head)) return "video tidak bisa diterima. Pakai foto.";
  return paper
    ? "jenis berkas ini tidak bisa diterima. Pakai foto (JPG, PNG, WebP) atau PDF."
    : "ini bukan foto yang dikenal. Pakai foto JPG, PNG atau WebP.";
}

/**
 * The photo as small as this browser can make it; ``null`` where it cannot be opened.
 * @param {File} file
 * @returns {Promise<File | null>}
 */
export async function shrink(file) {
  if (file.type === "application/pdf") return file;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  if (file.size <= SMALL_ENOUGH) {
    bitmap.close();
    return file;
  }
  let blob = null;
  for (const [side, quality] of TRIES) {
    blob = await drawn(bitmap, side, quality);
    if (!blob || blob.size <= SMALL_ENOUGH) break;
  }
  bitmap.close();
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

/**
 * A small drawing of the photo; ``null`` where it cannot be drawn.
 * @param {Blob} file
 * @returns {Promise<HTMLCanvasElement | null>}
 */
export async function thumbnail(file) {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 240;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.max(canvas.width / bitmap.width, canvas.height / bitmap.height);
    const width = bitmap.width * scale;
    const height = bitmap.height * scale;
    canvas.getContext("2d")?.drawImage(
      bitmap, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height,
    );
    bitmap.close();
  } catch {
    return null;
  }
  return canvas;
}
