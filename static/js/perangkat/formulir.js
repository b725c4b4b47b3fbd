// The form that is filled in on the device. Every change is kept at once; what has been sent or
// changed elsewhere is never written over.

import { Chooser } from "./pilihan.js";
import { copyDraft, dropDraft, Elsewhere, keepDraft, sealDraft } from "./draf.js";
import { askToStay, isFull } from "./gudang.js";
import { Faults } from "./kekurangan.js";
import { Papers } from "./lampiran.js";
import { missing } from "./syarat.js";
import { ELSEWHERE } from "./kata.js";
import { leavePage } from "./pintu.js";
import { button, confirmed, element, part } from "./unsur.js";

/** @typedef {import("./draf.js").Draft} Draft */
/** @typedef {import("./kiriman.js").Content} Content */
/** @typedef {import("./rujukan.js").Reference} Reference */
/** @typedef {import("./sandi.js").Session} Session */

const CHECK_MS = 400;
const FULL = "Perangkat ini tidak dapat menyimpan lagi. Hapus beberapa foto atau berkas di HP Anda, "
  + "lalu coba lagi.";
const NOT_KEPT = "Tulisan terakhir belum tersimpan. Jangan tutup halaman ini. Tunggu sebentar, lalu "
  + "tekan Simpan dulu.";

/** One usulan while it is written. */
export class Form {
  /**
   * @param {HTMLElement} root
   * @param {Session} who
   * @param {Reference} known
   * @param {(words: string, sent?: boolean) => void} leave back to the list
   * @param {(id: string) => void} show another draft
   */
  constructor(root, who, known, leave, show) {
    this.root = root;
    this.who = who;
    this.leave = leave;
    this.show = show;
    this.form = /** @type {HTMLFormElement} */ (part(root, "[data-isian]"));
    this.line = part(root, "[data-tersimpan]");
    this.warning = part(root, "[data-peringatan]");
    this.faults = new Faults(this.form, part(root, "[data-periksa]"), this.warning);
    const settings = /** @type {HTMLElement} */ (root.closest("[data-tulis]")).dataset;
    this.chooser = new Chooser(this.form, known, () => this.chosen());
    this.papers = new Papers(this.form, who, settings, this);
    /** @type {Draft | null} */
    this.draft = null;
    this.isStopped = false;
    /** @type {Promise<void> | null} */
    this.keeping = null;
    this.isDirty = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.listen();
  }

  listen() {
    this.form.addEventListener("input", ({ target }) => {
      const isOther = target instanceof HTMLInputElement
        && (target.type === "file" || target.type === "search");
      if (!isOther) this.changed();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send().catch((error) => this.failed(error));
    });
    part(this.root, "[data-kembali]").addEventListener("click", () => this.goBack());
    part(this.root, "[data-hapus-draf]").addEventListener("click", () => this.drop());
  }

  get content() {
    return /** @type {Draft} */ (this.draft).content;
  }

  /**
   * @param {Draft} draft
   * @param {Record<string, string[]>} [faults] what the portal said of it
   */
  open(draft, faults) {
    this.draft = draft;
    this.isStopped = false;
    this.isDirty = false;
    this.warning.replaceChildren();
    this.say("");
    this.chooser.show(draft.content);
    this.fill();
    this.papers.show(draft.content);
    this.check();
    this.faults.told(faults ?? {});
    if (!faults) part(this.root, "[data-judul]").focus();
  }

  fill() {
    const { isi } = this.content;
    isi.rts ??= this.chooser.usualPlaces();
    for (const field of this.chooser.fields()) {
      const held = isi[field.name];
      const values = Array.isArray(held) ? held : [held ?? ""];
      if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
        field.checked = values.includes(field.value);
      } else field.value = values[0] ?? "";
    }
    this.chooser.count();
  }

  /** What stands in the fields now; those of another item stay as they were. */
  read() {
    const isi = { ...this.content.isi };
    const many = new Set(["rts"]);
    for (const field of this.chooser.fields()) isi[field.name] = many.has(field.name) ? [] : "";
    for (const field of this.chooser.fields()) {
      if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
        if (!field.checked) continue;
        if (many.has(field.name)) /** @type {string[]} */ (isi[field.name]).push(field.value);
        else isi[field.name] = field.value;
      } else isi[field.name] = field.value;
    }
    return { ...this.content, ...this.chooser.choice(), isi };
  }

  /** An item or a proposer was chosen: other fields are asked for. */
  chosen() {
    if (!this.draft) return;
    this.draft.content = { ...this.read(), ...this.chooser.choice() };
    this.chooser.show(this.content);
    this.fill();
    this.papers.show(this.content);
    this.changed();
  }

  changed() {
    if (!this.draft || this.isStopped) return;
    this.draft.content = this.read();
    this.chooser.count();
    this.papers.demand(this.content);
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), CHECK_MS);
  }

  /** Keep what is there now; while one version is being kept, the newest waits. */
  keep() {
    this.isDirty = true;
    this.keeping ??= this.keepAll();
    return this.keeping;
  }

  async keepAll() {
    await null;
    while (this.isDirty && this.draft && !this.isStopped) {
      this.isDirty = false;
      const held = this.draft;
      try {
        const { revisi, diubah } = await keepDraft(this.who, held);
        if (held.revisi === 0) askToStay();
        // Written on meanwhile: only the revision is new.
        Object.assign(held, { revisi, diubah });
        this.say("Tersimpan di perangkat ini.");
      } catch (error) {
        this.isDirty = true;
        this.failed(error);
        break;
      }
    }
    // In the same step as the last look: what is typed after it begins anew.
    this.keeping = null;
  }

  /** @param {unknown} error */
  failed(error) {
    if (!(error instanceof Elsewhere)) {
      this.say(isFull(error) ? FULL : NOT_KEPT);
      return;
    }
    this.isStopped = true;
    this.say("");
    if (error.reason === "keluar") {
      leavePage();
      return;
    }
    const again = button("Tampilkan yang terbaru", () => this.show(/** @type {Draft} */ (this.draft).id));
    const copy = button("Simpan tulisan ini sebagai draf baru", async () => {
      this.show(await copyDraft(this.who, this.content));
    });
    const isChanged = error.reason === "diubah";
    this.warning.replaceChildren(element(
      "div", { class: "notice notice--warning", role: "alert" },
      element("p", {}, ELSEWHERE[error.reason]),
      element("div", { class: "actions" }, isChanged ? again : null, copy,
        button("Kembali ke daftar", () => this.leave(""))),
    ));
    this.warning.scrollIntoView();
  }

  /** @param {string} words */
  say(words) {
    if (this.line.textContent !== words) this.line.textContent = words;
  }

  check() {
    if (!this.draft) return [];
    const found = missing(this.content, this.chooser.known());
    this.faults.list(found);
    return found;
  }

  /**
   * While a photo is being prepared nobody sends, leaves or throws away.
   * @param {boolean} isPreparing
   */
  wait(isPreparing) {
    for (const deed of this.form.querySelectorAll("[data-tindakan] button")) {
      /** @type {HTMLButtonElement} */ (deed).disabled = isPreparing;
    }
    part(this.form, "[type=submit]").textContent = isPreparing ? "Menyiapkan foto…" : "Kirim";
  }

  /** Once all of this draft is kept: then another one may be shown. */
  async settled() {
    await this.papers.ready();
    await this.keeping;
  }

  async send() {
    await this.papers.ready();
    if (this.isStopped || !this.draft) return;
    this.draft.content = this.read();
    if (this.check().length) {
      this.faults.point();
      return;
    }
    this.draft.content.isi = this.chooser.relevant(this.content.isi);
    await this.keep();
    if (this.isStopped || this.isDirty) return;
    try {
      await sealDraft(this.who, this.draft);
    } catch (error) {
      this.failed(error);
      return;
    }
    this.draft = null;
    this.leave("Usulan tersimpan di antrean. Bila ada internet, usulan langsung terkirim.", true);
  }

  async goBack() {
    await this.settled();
    // What could not be kept is tried once more.
    if (this.isDirty && !this.isStopped) await this.keep();
    if (this.isDirty && !this.isStopped) return;
    this.draft = null;
    this.leave("");
  }

  async drop() {
    const question = "Hapus draf ini beserta fotonya? Draf yang sudah dihapus tidak dapat "
      + "dikembalikan.";
    if (!this.draft || !(await confirmed(question, "Hapus"))) return;
    await this.settled();
    try {
      await dropDraft(this.who, this.draft);
    } catch (error) {
      this.failed(error);
      return;
    }
    this.draft = null;
    this.leave("Draf dihapus.");
  }
}
