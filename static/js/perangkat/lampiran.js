// Photos and papers of a usulan on the device.

import { dropPicture, keepPicture, picture } from "./draf.js";
import { shrink, SMALL_ENOUGH, thumbnail, whyNot } from "./kecilkan.js";
import { button, element, part } from "./unsur.js";

/** @typedef {import("./kiriman.js").Content} Content */
/** @typedef {import("./kiriman.js").Picture} Picture */
/** @typedef {import("./sandi.js").Session} Session */

/**
 * @typedef {object} Owner the form: what it holds, and how it keeps it. (The form imports this
 * module; to name it here by an import would make a circle, which collecting files refuses.)
 * @property {import("./draf.js").Draft | null} draft
 * @property {{item: import("./rujukan.js").Item | null}} chooser
 * @property {boolean} isStopped
 * @property {boolean} isDirty
 * @property {Promise<void> | null} keeping
 * @property {() => Promise<void>} keep
 * @property {() => void} changed
 * @property {(isPreparing: boolean) => void} wait
 */

const LARGEST_PAPER = 5 * 1024 * 1024;
const PHOTOS = ["image/jpeg", "image/png", "image/webp"];

/** Adds and takes away; what there is stands in the content of the form. */
export class Papers {
  /**
   * @param {HTMLFormElement} form
   * @param {Session} who
   * @param {DOMStringMap} settings
   * @param {Owner} owner
   */
  constructor(form, who, settings, owner) {
    this.form = form;
    this.who = who;
    this.owner = owner;
    this.most = Number(settings.palingBanyak);
    this.landLetter = settings.suratLahan ?? "";
    this.clearLand = (settings.lahanJelas ?? "").split(" ");
    this.message = part(form, "[data-foto-pesan]");
    this.demanded = "";
    /** @type {Promise<void> | null} */
    this.preparing = null;
    this.turn = 0;
    const input = /** @type {HTMLInputElement} */ (part(form, "#id_photos"));
    input.addEventListener("change", () => this.add(input, "foto", ""));
    // A page that goes now would take the photo with it.
    addEventListener("beforeunload", (event) => this.preparing && event.preventDefault());
  }

  /** @param {Content} content */
  show(content) {
    if (!this.preparing) this.message.textContent = this.count(content);
    this.demanded = "";
    this.demand(content);
    this.miss().then(() => this.list(this.owner.draft?.content ?? content)).catch(() => {});
  }

  /** What the draft remembers and the device has no more must be taken again. */
  async miss() {
    const { draft } = this.owner;
    if (!draft) return;
    const gone = /** @type {string[]} */ ([]);
    for (const { id } of draft.content.berkas) if (!(await picture(this.who, id))) gone.push(id);
    if (!gone.length || this.owner.draft !== draft) return;
    draft.content.berkas = draft.content.berkas.filter(({ id }) => !gone.includes(id));
    this.owner.changed();
    const words = `${gone.length} foto atau berkas tidak ada lagi di perangkat ini. Pilih lagi.`;
    this.message.textContent = `${words} ${this.count(draft.content)}`.trim();
  }

  /**
   * The papers that the item demands, and a land letter where the land is not clear.
   * @param {Content} content
   */
  demand(content) {
    const { item } = this.owner.chooser;
    const wanted = (item?.dokumen ?? []).map(({ kode, label }) => ({ kode, label: `Tambah ${label}` }));
    const land = String(content.isi.land_status ?? "");
    const isUnclear = land && !this.clearLand.includes(land);
    if (isUnclear && !wanted.some(({ kode }) => kode === this.landLetter)) {
      const label = "Tambah Surat pernyataan lahan (boleh menyusul)";
      wanted.push({ kode: this.landLetter, label });
    }
    const now = JSON.stringify(wanted);
    if (now === this.demanded) return;
    this.demanded = now;
    part(this.form, "[data-dokumen]").replaceChildren(...wanted.map(({ kode, label }) => {
      const id = `id_document_${kode}`;
      /** @type {HTMLInputElement} */
      const input = element("input", {
        class: "form-control", type: "file", id, accept: [...PHOTOS, "application/pdf"].join(),
        "aria-describedby": `${id}_helptext`,
        onchange: () => this.add(input, kode === this.landLetter ? "lahan" : "dokumen", kode),
      });
      return element(
        "div", { class: "mb-3" }, element("label", { class: "form-label", for: id }, label), input,
        element("div", { class: "form-text", id: `${id}_helptext` }, "Foto atau PDF, paling besar 5 MB."),
        element("ul", { class: "papers", "data-dokumen-daftar": kode }),
      );
    }));
    this.list(content).catch(() => {});
  }

  /** Once nothing is being prepared any more: until then the form stays with its draft. */
  async ready() {
    while (this.preparing) await this.preparing;
  }

  /**
   * One choice after the other, each for the draft that it was made for.
   * @param {HTMLInputElement} input
   * @param {Picture["jenis"]} jenis
   * @param {string} dokumen
   */
  add(input, jenis, dokumen) {
    const files = [...(input.files ?? [])];
    input.value = "";
    const draft = this.owner.draft;
    if (!files.length || !draft || this.owner.isStopped) return;
    this.message.textContent = "Menyiapkan foto…";
    this.owner.wait(true);
    const before = this.preparing ?? Promise.resolve();
    const mine = before.then(() => this.addAll(draft, files, jenis, dokumen)).catch(() => {
      this.message.textContent = "Foto belum tersimpan. Pilih lagi.";
    }).then(() => {
      if (this.preparing !== mine) return;
      this.preparing = null;
      this.owner.wait(false);
    });
    this.preparing = mine;
  }

  /**
   * @param {import("./draf.js").Draft} draft
   * @param {File[]} files
   * @param {Picture["jenis"]} jenis
   * @param {string} dokumen
   */
  async addAll(draft, files, jenis, dokumen) {
    const sentences = [];
    // The draft first: a picture whose draft is not kept would be swept away.
    if (draft.revisi === 0) await this.owner.keep();
    for (const file of files) {
      const refused = await this.addOne(draft, file, jenis, dokumen).catch(() => (
        `${file.name}: perangkat ini tidak dapat menyimpannya. Mungkin penyimpanannya penuh.`
      ));
      if (refused) sentences.push(refused);
    }
    this.owner.changed();
    await this.list(draft.content);
    this.message.textContent = [this.count(draft.content), ...sentences].join(" ");
  }

  /** @param {Content} content */
  count(content) {
    const photos = content.berkas.filter(({ jenis }) => jenis === "foto").length;
    return photos ? `${photos} foto tersimpan di perangkat ini.` : "";
  }

  /**
   * @param {import("./draf.js").Draft} draft
   * @param {File} file
   * @param {Picture["jenis"]} jenis
   * @param {string} dokumen
   * @returns {Promise<string>} why not, or nothing
   */
  async addOne(draft, file, jenis, dokumen) {
    if (draft.content.berkas.length >= this.most) {
      return `${file.name} tidak ikut: paling banyak ${this.most} berkas untuk satu usulan.`;
    }
    const refused = await whyNot(file, jenis !== "foto");
    if (refused) return `${file.name}: ${refused}`;
    const isPaper = file.type === "application/pdf";
    const small = await shrink(file);
    if (!small) return `${file.name}: foto ini rusak. Ambil atau pilih foto lain.`;
    if (small.size > (isPaper ? LARGEST_PAPER : SMALL_ENOUGH)) {
      return `${file.name} terlalu besar dan tidak dapat dikecilkan di perangkat ini.`;
    }
    const made = await keepPicture(this.who, draft.id, small, { jenis, dokumen });
    const isThere = draft.content.berkas.some((one) => (
      one.sha256 === made.sha256 && one.dokumen === dokumen
    ));
    if (isThere) {
      await dropPicture(this.who, made.id);
      return `${file.name} sudah ada.`;
    }
    draft.content.berkas = [...draft.content.berkas, made];
    return "";
  }

  /** @param {Picture} one */
  async remove(one) {
    const { draft } = this.owner;
    if (!draft) return;
    draft.content.berkas = draft.content.berkas.filter(({ id }) => id !== one.id);
    this.owner.changed();
    await this.owner.keeping;
    // A draft that could not be kept still remembers the picture.
    if (!this.owner.isStopped && !this.owner.isDirty) await dropPicture(this.who, one.id);
    await this.list(draft.content);
    this.message.textContent = "Berkas dihapus.";
  }

  /** @param {Content} content */
  async list(content) {
    this.turn += 1;
    const { turn } = this;
    /** @type {HTMLElement[]} */
    const photos = [];
    for (const one of content.berkas) {
      if (one.jenis !== "foto") continue;
      const bytes = await picture(this.who, one.id);
      const drawn = bytes && (await thumbnail(new Blob([bytes], { type: one.tipe })));
      const count = photos.length + 1;
      drawn?.setAttribute("role", "img");
      drawn?.setAttribute("aria-label", `Foto ${count}`);
      photos.push(element("li", { class: "photos__item" }, drawn || `Foto ${count}`, this.remover(one, `foto ${count}`)));
    }
    // Another list was begun meanwhile, with what is there now.
    if (turn !== this.turn) return;
    part(this.form, "[data-foto-daftar]").replaceChildren(...photos);
    for (const list of this.form.querySelectorAll("[data-dokumen-daftar]")) {
      const kode = list.getAttribute("data-dokumen-daftar");
      const held = content.berkas.filter(({ dokumen }) => dokumen === kode);
      list.replaceChildren(...held.map((one) => (
        element("li", { class: "papers__item" }, one.nama, this.remover(one, one.nama))
      )));
    }
  }

  /**
   * @param {Picture} one
   * @param {string} named
   */
  remover(one, named) {
    const made = button("Hapus", () => this.remove(one));
    made.append(element("span", { class: "visually-hidden" }, ` ${named}`));
    return made;
  }
}
