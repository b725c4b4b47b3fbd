// What a usulan must carry before it can be handed in, in the portal's own sentences.

import { readNumber, volumeOf } from "./hitungan.js";

/** @typedef {import("./kiriman.js").Content} Content */
/** @typedef {import("./rujukan.js").Item} Item */
/** @typedef {import("./rujukan.js").Proposer} Proposer */
/** @typedef {{field: string, sentence: string}} Missing */

const SHORTEST = 20;
const POINT = /^\s*[-−]?\d{1,2}[.,]\d+\s*[,;\s]\s*\d{2,3}[.,]\d+\s*$/;

/**
 * @param {Content} content
 * @param {string} name
 */
function text(content, name) {
  const value = content.isi[name];
  return typeof value === "string" ? value.trim() : "";
}

/**
 * Whose land it is matters for physical work, and for free text until someone has looked.
 * @param {Item | null} item
 * @param {Proposer | null} proposer
 */
export function needsLand(item, proposer) {
  return item ? item.perlu_lahan : ["rt", "rw"].includes(proposer?.jenis ?? "");
}

/**
 * @param {Content} content
 * @param {Item | null} item
 * @param {Proposer | null} proposer
 * @returns {Missing[]}
 */
function where(content, item, proposer) {
  const found = [];
  if (!text(content, "address")) {
    found.push({ field: "address", sentence: "Tulis alamat atau nama jalan." });
  }
  if (proposer?.jenis === "rt" && !content.isi.rts?.length) {
    found.push({ field: "rts", sentence: "Pilih RT tempat pekerjaan." });
  }
  if (needsLand(item, proposer) && !text(content, "land_status")) {
    found.push({ field: "land_status", sentence: "Pilih status lahan." });
  }
  const point = text(content, "point");
  if (item?.perlu_titik && !point) {
    const sentence = "Tentukan titik lokasi: tekan tombol posisi atau ketik angka.";
    found.push({ field: "point", sentence });
  } else if (point && !POINT.test(point)) {
    const sentence = "Tulis titik lokasi dengan dua angka, misalnya -6,298123 107,012345.";
    found.push({ field: "point", sentence });
  }
  return found;
}

/**
 * @param {Content} content
 * @param {Item | null} item
 * @returns {Missing[]}
 */
function figures(content, item) {
  const names = item?.ukuran.length ? item.ukuran.map(({ kolom }) => kolom) : ["volume"];
  const first = names.find((name) => !(Number(readNumber(text(content, name))) > 0)) ?? names[0];
  const found = [];
  if (volumeOf(names.map((name) => text(content, name))) === null) {
    found.push({ field: first, sentence: "Isi ukuran atau jumlah yang diminta." });
  }
  if (!item && !text(content, "unit")) found.push({ field: "unit", sentence: "Tulis satuannya." });
  if (!item && !text(content, "value")) {
    found.push({ field: "value", sentence: "Isi perkiraan biaya." });
  }
  return found;
}

/**
 * @param {Content} content
 * @returns {Missing[]}
 */
function story(content) {
  const found = [];
  if (text(content, "problem").length < SHORTEST) {
    const sentence = "Ceritakan masalahnya, paling sedikit 20 huruf.";
    found.push({ field: "problem", sentence });
  }
  for (const [field, sentence] of [
    ["urgency", "Tulis mengapa mendesak."], ["benefit", "Tulis manfaatnya bagi warga."],
  ]) {
    if (!text(content, field)) found.push({ field, sentence });
  }
  if (!(Number(readNumber(text(content, "people"))) > 0)) {
    found.push({ field: "people", sentence: "Isi perkiraan jumlah warga yang terbantu." });
  }
  return found;
}

/**
 * @param {Content} content
 * @param {Item | null} item
 * @returns {Missing[]}
 */
function proofs(content, item) {
  const found = [];
  const wanted = item ? item.foto : 1;
  const photos = content.berkas.filter(({ jenis }) => jenis === "foto").length;
  if (photos < wanted) {
    const sentence = `Tambah foto: perlu ${wanted}, baru ada ${photos}.`;
    found.push({ field: "photos", sentence });
  }
  for (const { kode, label } of item?.dokumen ?? []) {
    if (!content.berkas.some(({ dokumen }) => dokumen === kode)) {
      found.push({ field: `document_${kode}`, sentence: `Tambah ${label}.` });
    }
  }
  return found;
}

/**
 * All that is still missing, in the order of the page.
 * @param {Content} content
 * @param {{item: Item | null, proposer: Proposer | null, isChosen: boolean}} known
 * @returns {Missing[]}
 */
export function missing(content, { item, proposer, isChosen }) {
  const found = [];
  if (!proposer) found.push({ field: "pengusul", sentence: "Pilih siapa yang mengusulkan." });
  if (!isChosen) {
    found.push({ field: "cari", sentence: "Pilih dari kamus, atau tekan “Tulis sendiri”." });
  }
  if (item && proposer && !item.jenis_pengusul.includes(proposer.jenis)) {
    const sentence = "Item kamus ini tidak dapat diusulkan oleh pengusul itu. Pilih item lain.";
    found.push({ field: "cari", sentence });
  }
  if (!text(content, "title")) found.push({ field: "title", sentence: "Tulis judul usulan." });
  return [
    ...found, ...where(content, item, proposer), ...figures(content, item), ...story(content),
    ...proofs(content, item),
  ];
}
