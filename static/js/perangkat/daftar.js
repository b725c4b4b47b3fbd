// The list of what is on this device: drafts, and what has been sent from it.

import { asFile, dropEntry, entries, isPending, isWaiting, Moved, reopen, sendAgain } from "./antrean.js";
import { drafts, dropDraft, Elsewhere } from "./draf.js";
import { ELSEWHERE, isLate, movedSentence, stateSentence } from "./kata.js";
import { alone } from "./putaran.js";
import { button, confirmed, download, element, momentShown, part, today } from "./unsur.js";

/** @typedef {import("./antrean.js").Entry} Entry */
/** @typedef {import("./draf.js").Draft} Draft */
/** @typedef {import("./rujukan.js").Reference} Reference */
/** @typedef {import("./sandi.js").Session} Session */

const NO_TITLE = "(belum ada judul)";
const TONES = { antre: "todo", foto: "wait", perlu: "stop", terkirim: "good" };
const SHORT = "Foto belum lengkap";
const STATES = {
  antre: "Belum terkirim", foto: "Foto menyusul", perlu: "Perlu diperbaiki", terkirim: "Terkirim",
};

export class List {
  /**
   * @param {HTMLElement} root
   * @param {Session} who
   * @param {(id: string | null, faults?: Record<string, string[]>) => void} show a draft, or a new one
   */
  constructor(root, who, show) {
    this.root = root;
    this.who = who;
    this.show = show;
    this.usulan = /** @type {HTMLElement} */ (root.closest("[data-tulis]")).dataset.usulan ?? "/";
    part(root, "[data-baru]").addEventListener("click", () => show(null));
    part(root, "[data-simpan-berkas]").addEventListener("click", () => this.save());
  }

  /**
   * Stands until there is nothing left to send.
   * @param {string} words
   * @param {"success" | "warning"} [tone]
   */
  say(words, tone = "success") {
    const line = words ? element("p", { class: `notice notice--${tone}` }, words) : "";
    part(this.root, "[data-pesan]").replaceChildren(line);
  }

  async save() {
    download(await asFile(this.who), `antrean-musrenbang-${today()}.json`);
  }

  async fill() {
    const [held, queue] = await Promise.all([drafts(this.who), entries(this.who)]);
    part(this.root, "[data-bagian-draf]").hidden = !held.length;
    part(this.root, "[data-bagian-antrean]").hidden = !queue.length;
    if (!queue.some(isWaiting)) this.say("");
    part(this.root, "[data-bagian-berkas]").hidden = !queue.some(isPending);
    part(this.root, "[data-draf]").replaceChildren(...held.map((one) => this.draft(one)));
    part(this.root, "[data-kiriman]").replaceChildren(
      ...queue.reverse().map((one) => this.entry(one)),
    );
  }

  /** @param {Draft} one */
  draft(one) {
    const title = String(one.content.isi.title ?? "").trim() || NO_TITLE;
    const question = `Hapus draf “${title}” beserta fotonya? Tidak dapat dikembalikan.`;
    return element(
      "li", { class: "card-usulan" },
      element("h3", { class: "card-usulan__title" }, title),
      element("p", { class: "card-usulan__who" }, `Terakhir diubah ${momentShown(one.diubah)}`),
      element(
        "div", { class: "actions" },
        this.named(button("Lanjutkan", () => this.show(one.id), { main: true }), title),
        this.named(button("Hapus", async () => {
          if (!(await confirmed(question, "Hapus"))) return;
          await this.drop(one);
        }), title),
      ),
    );
  }

  /** @param {Draft} one */
  async drop(one) {
    try {
      await dropDraft(this.who, one);
    } catch (error) {
      if (!(error instanceof Elsewhere)) throw error;
      await this.fill();
      this.say(ELSEWHERE[error.reason], "warning");
      return;
    }
    await this.fill();
  }

  /**
   * @param {HTMLButtonElement} made
   * @param {string} title
   */
  named(made, title) {
    made.append(element("span", { class: "visually-hidden" }, ` ${title}`));
    return made;
  }

  /** @param {Entry} one */
  entry(one) {
    const link = one.tautan?.startsWith("/") ? one.tautan : `${this.usulan}${one.id}/`;
    return element(
      "li", { class: "card-usulan" },
      element("p", { class: "card-usulan__top" },
        element("span", { class: `status status--${TONES[one.keadaan]}` },
          isLate(one) ? "Terlambat" : one.keadaan === "perlu" && one.kuitansi ? SHORT : STATES[one.keadaan]),
        " ", element("span", { class: "card-usulan__number" }, one.nomor ?? "")),
      element("h3", { class: "card-usulan__title" }, one.judul || NO_TITLE),
      element("p", {}, stateSentence(one)),
      element("p", { class: "card-usulan__who" }, `Anda tekan Kirim ${momentShown(one.dibuat)}`),
      element("div", { class: "actions" },
        one.kuitansi ? element("a", { class: "btn btn-outline-primary", href: link }, "Ikuti perjalanannya") : null,
        ...(one.keadaan === "perlu" ? this.mending(one) : [])),
    );
  }

  /**
   * What a person can do about a refusal.
   * @param {Entry} one
   */
  mending(one) {
    const kode = one.tolakan?.kode ?? "";
    if (one.kuitansi) {
      const href = `${this.usulan}${one.id}/#belum-sampai`;
      const upload = element("a", { class: "btn btn-primary", href }, "Unggah foto pengganti");
      const settled = this.named(button("Selesai", () => this.discard(one,
        "Berhenti mengingatkan di perangkat ini? Usulannya tetap ada di portal. Bila portal masih "
          + "menunggu fotonya, unggah gantinya di halaman usulan.", "Selesai")), one.judul);
      const again = this.named(button("Coba kirim lagi", () => this.again(one)), one.judul);
      return [upload, again, settled];
    }
    const late = isLate(one);
    const again = button(late ? "Kirim lagi" : "Coba kirim lagi", () => this.again(one), { main: late });
    const mend = button(kode === "isi-lain" ? "Simpan keduanya" : "Perbaiki", () => this.mend(one), { main: true });
    // It keeps the time at which send was first pressed; only its copy here is another one.
    const read = button("Lihat atau ubah tulisannya", () => this.mend(one));
    return [
      late ? null : this.named(mend, one.judul),
      this.named(again, one.judul),
      late ? this.named(read, one.judul) : null,
      this.named(button("Buang salinan ini", () => this.discard(one,
        "Buang salinan di perangkat ini? Tulisannya tidak dapat dikembalikan.")), one.judul),
    ];
  }

  /** @param {Entry} one */
  async again(one) {
    await this.apart(() => sendAgain(this.who, one));
  }

  /** @param {Entry} one */
  async mend(one) {
    const id = await this.apart(() => reopen(this.who, one));
    if (id) this.show(id, one.tolakan?.masalah ?? {});
  }

  /**
   * @param {Entry} one
   * @param {string} question
   * @param {string} [words] on the button that does it
   */
  async discard(one, question, words = "Hapus") {
    if (!(await confirmed(question, words))) return;
    await this.apart(() => dropEntry(this.who, one));
  }

  /**
   * While nobody is sending, and only if the entry is still as it is shown here.
   * @template T
   * @param {() => Promise<T>} deed
   * @returns {Promise<T | null>}
   */
  async apart(deed) {
    let done;
    try {
      done = await alone(`antrean:${this.who.akun}`, deed, { wait: true });
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      await this.fill();
      this.say(movedSentence(error.now), "warning");
      return null;
    }
    document.dispatchEvent(new Event("antrean-kirim"));
    await this.fill();
    return done;
  }
}
