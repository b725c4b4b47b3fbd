// Writing without a network: the list of what is on this device, and the form.

import { draft, sweep } from "./perangkat/draf.js";
import { List } from "./perangkat/daftar.js";
import { Form } from "./perangkat/formulir.js";
import { canKeep } from "./perangkat/gudang.js";
import { ask, needsLogin, present } from "./perangkat/hadir.js";
import { reference } from "./perangkat/rujukan.js";
import { button, element, momentShown, part } from "./perangkat/unsur.js";

/** @typedef {import("./perangkat/rujukan.js").Reference} Reference */
/** @typedef {import("./perangkat/sandi.js").Session} Session */

const MARK = "#tulis-";
const root = part(document, "[data-tulis]");

/** @param {(Node | string)[]} words */
function cannot(...words) {
  part(root, "[data-tidak-bisa]").hidden = false;
  part(root, "[data-sebab]").replaceChildren(element("p", {}, ...words));
}

/**
 * Why nothing new is written here; what is on the device can still be read and sent.
 * @param {Reference} known
 */
function noneWritten(known) {
  if (!known.pengusul?.length) return "Akun Anda tidak menulis usulan.";
  return known.tahun ? "" : "Belum ada tahun perencanaan yang berjalan.";
}

/** @param {Reference} known */
function schedule(known) {
  const line = part(root, "[data-jadwal]");
  const reason = noneWritten(known);
  part(root, "[data-baru]").hidden = Boolean(reason);
  if (reason) {
    line.hidden = false;
    line.textContent = `${reason} Tulisan yang masih ada di perangkat ini tampak di bawah.`;
    return;
  }
  const closes = known.tahun?.ditutup;
  if (!known.tahun || !closes) return;
  line.hidden = false;
  const year = known.tahun.tahun;
  line.textContent = Date.parse(closes) > Date.now()
    ? `Pengajuan usulan untuk RKPD ${year} dibuka sampai ${momentShown(closes)}.`
    : `Pengajuan usulan untuk RKPD ${year} sudah ditutup ${momentShown(closes)}. Tanyakan kepada `
      + "petugas kelurahan apakah ada perpanjangan waktu.";
}

/** One page, two faces: which one is shown stands in the address, so that Back goes back. */
class Page {
  /**
   * @param {Session} who
   * @param {Reference} known
   */
  constructor(who, known) {
    this.who = who;
    this.known = known;
    /** @type {Record<string, string[]> | undefined} */
    this.faults = undefined;
    this.listBox = part(root, "[data-daftar]");
    this.formBox = part(root, "[data-formulir]");
    this.list = new List(this.listBox, who, (id, faults) => this.open(id, faults));
    this.form = new Form(
      this.formBox, who, known, (words, sent) => this.leave(words, sent), (id) => this.open(id),
    );
  }

  start() {
    part(this.listBox, "[data-nama]").textContent = `Ditulis oleh ${this.known.akun.nama}`;
    schedule(this.known);
    addEventListener("hashchange", () => this.show());
    document.addEventListener("antrean-berubah", () => this.listBox.hidden || this.list.fill());
    return this.show();
  }

  /**
   * @param {string | null} id a new one where there is none
   * @param {Record<string, string[]>} [faults]
   */
  open(id, faults) {
    this.faults = faults;
    const mark = MARK + (id ?? crypto.randomUUID());
    if (location.hash === mark) this.show();
    else location.hash = mark;
  }

  /**
   * @param {string} words
   * @param {boolean} [isSent]
   */
  leave(words, isSent = false) {
    if (isSent) document.dispatchEvent(new Event("antrean-kirim"));
    // The form of what was sent or thrown away is nothing to go back to.
    history.replaceState(null, "", isSent ? "#antrean" : "#isi");
    this.show(words);
  }

  async show(words = "") {
    const { hash } = location;
    if (this.form.papers.preparing) this.list.say("Menyiapkan foto. Tunggu sebentar…");
    await this.form.settled();
    // Somebody has gone on meanwhile.
    if (hash !== location.hash) return;
    const isForm = location.hash.startsWith(MARK);
    this.listBox.hidden = isForm;
    this.formBox.hidden = !isForm;
    if (isForm) return this.showForm(location.hash.slice(MARK.length));
    await this.list.fill();
    this.list.say(words);
    document.querySelector(location.hash === "#antrean" ? "#antrean" : "#isi")?.scrollIntoView();
    if (words) part(this.listBox, "[data-pesan]").scrollIntoView({ block: "center" });
  }

  /** @param {string} id */
  async showForm(id) {
    const content = {
      tahun: this.known.tahun?.tahun ?? 0, pengusul: "", item: null, dipilih: false, isi: {},
      berkas: [],
    };
    const held = await draft(this.who, id);
    this.form.open(held ?? { id, revisi: 0, diubah: 0, content }, this.faults);
    this.faults = undefined;
  }
}

async function start() {
  if (!canKeep()) {
    cannot("Peramban atau alamat ini tidak dapat menyimpan tulisan di perangkat. Pakailah ",
      element("a", { href: "/usulan/baru/" }, "formulir biasa"), ".");
    return;
  }
  const who = await present();
  if (!who) {
    if (!needsLogin()) {
      cannot("Perangkat ini belum siap dipakai tanpa internet. Sambungkan ke internet satu kali, masuk "
        + "dengan akun Anda, lalu buka halaman ini lagi. ", button("Coba lagi", () => location.reload()));
      return;
    }
    const login = `${root.dataset.masuk}?next=${encodeURIComponent(location.pathname)}`;
    cannot("Masuk dulu dengan akun Anda. Untuk itu perlu internet satu kali; setelah itu halaman ini "
      + "dapat dipakai tanpa internet. ", element("a", { href: login }, "Masuk"));
    return;
  }
  let known = await reference(who);
  if (!known?.kamus) {
    await ask().catch(() => null);
    known = await reference(who);
  }
  if (!known?.kamus) {
    cannot("Daftar kamus belum tersimpan di perangkat ini. Buka halaman ini sekali lagi saat ada "
      + "internet.");
    return;
  }
  sweep(who).catch(() => {});
  await new Page(who, known).start();
}

start().catch(() => cannot("Halaman ini tidak dapat dibuka di perangkat ini. Pakailah formulir biasa."));
