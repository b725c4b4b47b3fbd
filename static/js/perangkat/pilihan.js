// In whose name, and which item of the kamus; and the fields that follow from both.

import { search } from "./carian.js";
import { numberShown, rupiah, volumeOf } from "./hitungan.js";
import { needsLand } from "./syarat.js";
import { button, element, part } from "./unsur.js";

/** @typedef {import("./kiriman.js").Content} Content */
/** @typedef {import("./rujukan.js").Item} Item */
/** @typedef {import("./rujukan.js").Proposer} Proposer */
/** @typedef {import("./rujukan.js").Reference} Reference */
/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

const SEARCH_MS = 200;
const KINDS = /** @type {Record<string, string>} */ ({
  rt: "RT", rw: "RW", organisasi: "lembaga", kelurahan: "kelurahan",
});
const NOT_OF_CONTENT = ["", "pengusul"];

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** @param {import("./rujukan.js").Measure} measure */
function limits({ paling_kecil: low, paling_besar: high }) {
  const [least, most] = [Number(low), Number(high)];
  if (least && most) return `Antara ${numberShown(least)} dan ${numberShown(most)}.`;
  if (most) return `Paling banyak ${numberShown(most)}.`;
  return least ? `Paling sedikit ${numberShown(least)}.` : "";
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} hint
 */
function numberField(name, label, hint) {
  const id = `id_${name}`;
  return element(
    "div", { class: "mb-3" },
    element("label", { class: "form-label", for: id }, label),
    element("input", {
      class: "form-control", id, name, inputmode: "decimal", "aria-describedby": `${id}_helptext`,
    }),
    element("div", { class: "form-text", id: `${id}_helptext` }, hint),
  );
}

/** What is chosen, and what that makes of the page. */
export class Chooser {
  /**
   * @param {HTMLFormElement} form
   * @param {Reference} reference
   * @param {() => void} chosen
   */
  constructor(form, reference, chosen) {
    this.form = form;
    this.reference = reference;
    this.chosen = chosen;
    this.select = /** @type {HTMLSelectElement} */ (part(form, "#id_pengusul"));
    this.input = /** @type {HTMLInputElement} */ (part(form, "#id_cari"));
    this.free = part(form, "[data-ukuran-bebas]");
    this.measures = part(form, "[data-ukuran]");
    /** @type {Item | null} */
    this.item = null;
    this.isChosen = false;
    this.isSearching = true;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.offerProposers();
    this.offerPriorities();
    this.offerLand();
    this.listen();
  }

  listen() {
    this.select.addEventListener("change", () => this.chosen());
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.found(), SEARCH_MS);
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.found();
    });
    part(this.form, "[data-bebas]").addEventListener("click", () => this.choose(null));
  }

  offerProposers() {
    const own = this.reference.pengusul;
    const options = own.map(({ kunci, label, dibantu }) => (
      element("option", { value: kunci }, dibantu ? `${label} (Anda membantu)` : label)
    ));
    const first = own.length > 1 ? [element("option", { value: "" }, "Pilih dari daftar")] : [];
    this.select.replaceChildren(...first, ...options);
  }

  offerPriorities() {
    const rows = this.reference.tahun?.prioritas ?? [];
    part(this.form, "[data-prioritas]").hidden = !rows.length;
    part(this.form, "#id_city_priority").append(
      ...rows.map(({ id, nama }) => element("option", { value: id }, nama)),
    );
  }

  offerLand() {
    const choices = this.reference.lahan.map(({ kode, label, arti, saran }, index) => {
      const id = `id_land_status_${index}`;
      return element(
        "div", { class: "form-check land__choice" },
        element("input", {
          class: "form-check-input", type: "radio", name: "land_status", value: kode, id,
          "aria-describedby": `${id}_arti`,
        }),
        element("label", { class: "form-check-label", for: id }, label),
        element("p", { class: "hint land__hint", id: `${id}_arti` }, `${arti} `,
          element("span", { class: "land__advice" }, saran)),
      );
    });
    part(this.form, "[data-lahan] > div").replaceChildren(...choices);
  }

  /** @returns {Proposer | null} */
  get proposer() {
    return this.reference.pengusul.find(({ kunci }) => kunci === this.select.value) ?? null;
  }

  known() {
    return { item: this.item, proposer: this.proposer, isChosen: this.isChosen };
  }

  /** Where the work is for a proposer who has not said otherwise: an RT's own place. */
  usualPlaces() {
    const own = this.select.value.replace(/^rt-/, "");
    const places = this.proposer?.rt_lokasi ?? [];
    return this.proposer?.jenis === "rt" ? places.map(({ id }) => id).filter((id) => id === own) : [];
  }

  choice() {
    return {
      pengusul: this.select.value, item: this.item?.kode ?? null, dipilih: this.isChosen,
    };
  }

  /** @param {Item | null} item */
  choose(item) {
    this.item = item;
    this.isChosen = true;
    this.isSearching = false;
    this.input.value = "";
    part(this.form, "[data-hasil]").replaceChildren();
    this.chosen();
    part(this.form, "#id_title").focus();
  }

  /**
   * The page as this content asks for it.
   * @param {Content} content
   */
  show(content) {
    this.select.value = content.pengusul;
    if (!this.select.value && this.reference.pengusul.length === 1) this.select.selectedIndex = 0;
    const item = this.reference.kamus.find(({ kode }) => kode === content.item) ?? null;
    this.item = item;
    this.isChosen = content.dipilih && (item !== null || content.item === null);
    this.isSearching = !this.isChosen;
    this.showChoice();
    this.showPlaces();
    this.showFigures();
    const land = part(this.form, "[data-lahan] legend");
    const optional = needsLand(item, this.proposer) ? "" : " (boleh dikosongkan)";
    land.textContent = `Lahannya milik siapa?${optional}`;
    const label = this.form.querySelector("label[for=id_point]");
    if (label) label.textContent = `Titik lokasi${item?.perlu_titik ? "" : " (boleh dikosongkan)"}`;
  }

  showChoice() {
    part(this.form, "[data-cari-kamus]").hidden = !this.isSearching;
    const box = part(this.form, "[data-pilihan]");
    box.hidden = this.isSearching;
    if (this.isSearching) return;
    const again = button("Ganti pilihan", () => {
      this.isSearching = true;
      this.showChoice();
      this.input.focus();
    });
    const card = this.item
      ? element("section", { class: "panel panel--accent" },
        element("p", { class: "chosen" }, "Pilihan Anda"), ...this.card(this.item), again)
      : element("section", { class: "panel" }, element("h3", {}, "Usulan di luar kamus"),
        element("p", {}, "Anda menulis sendiri usulan yang tidak ada di kamus."), again);
    box.replaceChildren(card);
  }

  /** @param {Item} item */
  card(item) {
    const proofs = item.dokumen.map(({ label }) => label);
    if (item.foto) proofs.unshift(`${item.foto} foto`);
    const fact = (/** @type {string} */ name, /** @type {string} */ value) => (
      element("div", {}, element("dt", {}, name), " ", element("dd", {}, value))
    );
    return [
      element("h3", { class: "item__name" }, item.nama),
      element("dl", { class: "item__facts" },
        fact("Harga", `${rupiah(item.harga)} per ${item.satuan}`),
        fact("Yang perlu disiapkan", proofs.join(", ") || "tidak ada")),
    ];
  }

  found() {
    const text = this.input.value;
    const items = search(this.reference.kamus, text);
    const cards = items.map((item) => {
      const kinds = item.jenis_pengusul.map((kind) => KINDS[kind] ?? kind);
      const isRefused = this.proposer && !item.jenis_pengusul.includes(this.proposer.jenis);
      return element("li", { class: "panel item" }, ...this.card(item), isRefused
        ? element("p", { class: "notice" }, `Hanya dapat diusulkan oleh ${kinds.join(", ")}.`)
        : button("Pilih ini", () => this.choose(item), { main: true }));
    });
    const none = text.trim().length > 1
      ? "Tidak ditemukan. Coba kata lain yang lebih umum, atau tulis sendiri." : "";
    part(this.form, "[data-jumlah]").textContent = cards.length ? `${cards.length} pilihan` : none;
    part(this.form, "[data-hasil]").replaceChildren(...cards);
  }

  showPlaces() {
    const places = this.proposer?.rt_lokasi ?? [];
    const box = part(this.form, "[data-rts]");
    box.hidden = !places.length;
    const isOptional = this.proposer?.jenis !== "rt";
    part(box, "legend").textContent = `RT tempat pekerjaan${isOptional ? " (boleh dikosongkan)" : ""}`;
    part(box, ".hint").textContent = isOptional
      ? "Boleh lebih dari satu. Kosongkan bila pekerjaannya untuk seluruh wilayah."
      : "Boleh lebih dari satu.";
    part(box, ".ticks").replaceChildren(...places.map(({ id: value, label }, index) => {
      const id = `id_rts_${index}`;
      return element(
        "div", { class: "form-check" },
        element("input", { class: "form-check-input", type: "checkbox", name: "rts", value, id }),
        element("label", { class: "form-check-label", for: id }, label),
      );
    }));
  }

  showFigures() {
    const { item } = this;
    this.free.hidden = item !== null;
    this.measures.hidden = item === null;
    const box = part(this.measures, ".measures__fields");
    if (!item) {
      box.replaceChildren();
      return;
    }
    const fields = item.ukuran.map((measure) => numberField(
      measure.kolom, `${capital(measure.nama)} (${measure.satuan})`, limits(measure),
    ));
    if (!fields.length) fields.push(numberField("volume", `Jumlah (${item.satuan})`, ""));
    box.replaceChildren(...fields);
    part(this.measures, "[data-harga]").replaceChildren(
      "Harga satuan ", element("strong", {}, rupiah(item.harga)), ` per ${item.satuan}`,
    );
  }

  /** The total while typing. */
  count() {
    if (!this.item) return;
    const inputs = [...this.measures.querySelectorAll("input")];
    const volume = volumeOf(inputs.map(({ value }) => value));
    part(this.measures, "[data-volume]").textContent = volume === null
      ? "–" : `${numberShown(volume)} ${this.item.satuan}`;
    part(this.measures, "[data-nilai]").textContent = volume === null
      ? "–" : rupiah(volume * this.item.harga);
  }

  /**
   * The fields of the content that are asked for now.
   * @returns {Field[]}
   */
  fields() {
    const hidden = this.item ? this.free : this.measures;
    return /** @type {Field[]} */ ([...this.form.elements]).filter((field) => (
      !NOT_OF_CONTENT.includes(field.name ?? "") && field.type !== "file" && !hidden.contains(field)
    ));
  }

  /**
   * Without what was written for another item.
   * @param {Content["isi"]} isi
   */
  relevant(isi) {
    const names = new Set(this.fields().map(({ name }) => name));
    return Object.fromEntries(Object.entries(isi).filter(([name]) => names.has(name)));
  }
}
