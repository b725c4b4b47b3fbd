// What the page says about the queue.

import { isOld, isPending, isUnsent, isWaiting } from "./antrean.js";

/** @typedef {import("./antrean.js").Entry} Entry */

/** @type {Record<string, string>} */
const MET = {
  mengirim: "Sedang mengirim…",
  putus: "Menunggu internet. Nanti terkirim sendiri begitu ada sinyal.",
  asing: "Jaringan ini belum sampai ke portal. Bila memakai Wi-Fi umum, buka dulu halaman masuk "
    + "Wi-Fi itu.",
  sibuk: "Portal sedang ramai. Nanti dicoba lagi dengan sendirinya.",
  rusak: "Belum berhasil. Nanti dicoba lagi dengan sendirinya.",
};

/** Why a draft on this page cannot be kept any more. */
export const ELSEWHERE = {
  diubah: "Draf ini baru saja diubah di tab lain. Tulisan di halaman ini belum disimpan.",
  dikirim: "Draf ini sudah dikirim dari tab lain. Isinya tidak dapat diubah atau dihapus lagi.",
  dihapus: "Draf ini tidak ada lagi di perangkat ini: dihapus di tab lain, atau penyimpanan "
    + "peramban dibersihkan. Tulisan di halaman ini masih dapat disimpan sebagai draf baru, tetapi "
    + "fotonya harus diambil lagi.",
  keluar: "Akun Anda sudah keluar dari perangkat ini. Masuk lagi untuk melanjutkan.",
};

/** @param {Entry} entry */
export function photosSentence(entry) {
  const arrived = entry.berkas.filter(({ sampai }) => sampai).length;
  return `foto ${arrived} dari ${entry.berkas.length}`;
}

/** @param {Entry} entry sent after the end, as the portal sees it */
export const isLate = (entry) => entry.keadaan === "perlu" && entry.tolakan?.kode === "terlambat";

/**
 * Why nothing was done to an entry.
 * @param {Entry | null} now as it stands by now
 */
export function movedSentence(now) {
  return now?.kuitansi
    ? `Usulan ini ternyata sudah diterima portal dengan nomor ${now.nomor}. Tidak ada yang diubah.`
    : "Usulan ini baru saja dikirim lagi, dibuka atau dibuang di tab lain. Lihat keadaannya di bawah.";
}

/**
 * What is asked before leaving: its heading, and what becomes of it.
 * @param {Entry[]} pending
 */
export function leavingWords(pending) {
  const unsent = pending.filter(isUnsent).length;
  const locked = "tetap ada di perangkat ini dalam keadaan terkunci. Orang lain tidak dapat membacanya.";
  const again = "setelah Anda masuk lagi di perangkat ini.";
  if (unsent) {
    return {
      head: `Masih ada ${unsent} usulan yang belum terkirim`,
      words: `Bila Anda keluar sekarang, usulan itu ${locked} Usulan terkirim ${again}`,
    };
  }
  return {
    head: `${pending.length} usulan sudah diterima, tetapi fotonya belum semua`,
    words: pending.some(isWaiting)
      ? `Bila Anda keluar sekarang, fotonya ${locked} Foto terkirim ${again}`
      : "Ada foto yang tidak dapat dikirim dari perangkat ini. Unggah gantinya di halaman usulan. "
        + "Anda boleh keluar sekarang dan melakukannya nanti.",
  };
}

/**
 * Where one entry stands.
 * @param {Entry} entry
 */
export function stateSentence(entry) {
  const photos = entry.berkas.length ? `, ${photosSentence(entry)}` : "";
  const isShort = entry.berkas.some(({ sampai }) => !sampai);
  if (entry.keadaan === "terkirim") {
    const rest = isShort ? " dari perangkat ini, sisanya sudah diselesaikan di portal" : "";
    return `Terkirim. Nomor ${entry.nomor}${photos}${rest}.`;
  }
  if (entry.keadaan === "foto") return `Sudah diterima dengan nomor ${entry.nomor}, ${photosSentence(entry)}.`;
  if (entry.keadaan === "perlu" && entry.kuitansi) {
    return `Sudah diterima dengan nomor ${entry.nomor}, ${photosSentence(entry)}. `
      + `${entry.tolakan?.pesan ?? ""} Unggah gantinya di halaman usulan. Bila halaman itu tidak `
      + "memintanya lagi, tekan Selesai.";
  }
  if (isLate(entry)) return entry.tolakan?.pesan ?? "";
  if (entry.keadaan === "perlu") return `Perlu diperbaiki. ${entry.tolakan?.pesan ?? ""}`.trim();
  return "Tersimpan di perangkat ini, belum terkirim.";
}

/**
 * @typedef {object} Told
 * @property {number} unsent
 * @property {string} headline
 * @property {string[]} lines
 * @property {boolean} isOld
 * @property {boolean} needsLogin
 * @property {boolean} needsLook
 * @property {boolean} canSend
 */

/**
 * What the bar says; ``null`` where there is nothing to say.
 * @param {Entry[]} queue
 * @param {string} met what the last attempt met with
 * @param {number} [now]
 * @returns {Told | null}
 */
export function told(queue, met, now = Date.now()) {
  const pending = queue.filter(isPending);
  if (!pending.length) return null;
  const unsent = pending.filter(isUnsent).length;
  const waiting = pending.filter(({ keadaan }) => keadaan !== "perlu");
  const lines = [];
  for (const entry of pending) if (entry.keadaan === "foto") lines.push(stateSentence(entry));
  const needsLook = waiting.length < pending.length;
  const late = pending.filter(isLate).length;
  const faulty = pending.length - waiting.length - late;
  if (faulty) lines.push(`${faulty} usulan perlu Anda perbaiki.`);
  if (late) lines.push(`${late} usulan terlambat, belum diterima portal.`);
  const needsLogin = met === "masuk" && waiting.length > 0;
  if (needsLogin) lines.push("Masuk lagi supaya dapat terkirim.");
  else if (waiting.length && MET[met]) lines.push(MET[met]);
  const old = pending.some((entry) => isOld(entry, now));
  if (old) {
    lines.push("Ada yang sudah lebih dari tiga hari. Simpan antrean sebagai berkas, lalu bawa ke "
      + "kelurahan.");
  }
  return {
    unsent,
    headline: unsent
      ? `Tersimpan di perangkat ini, belum terkirim (${unsent})`
      : "Usulan sudah diterima, fotonya belum semua",
    lines,
    isOld: old,
    needsLogin,
    needsLook,
    canSend: waiting.length > 0 && met !== "mengirim" && !needsLogin,
  };
}
