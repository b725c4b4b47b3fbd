// What is missing and what the portal found wrong, each with the way to its field.

import { element } from "./unsur.js";

/** @typedef {import("./syarat.js").Missing} Missing */

/** Fields that the portal names otherwise than the page. */
const ELSEWHERE = /** @type {Record<string, string>} */ ({
  kamus_item: "cari", latitude: "point", longitude: "point", rts: "rts_0",
  land_status: "land_status_0",
});

export class Faults {
  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} box where what is missing is listed
   * @param {HTMLElement} top where the portal's own words stand
   */
  constructor(form, box, top) {
    this.form = form;
    this.box = box;
    this.top = top;
  }

  /**
   * @param {string} name
   * @returns {HTMLElement | null}
   */
  field(name) {
    const papers = /** @type {NodeListOf<HTMLElement>} */ (
      this.form.querySelectorAll("[id^=id_document_]"));
    if (name === "documents") return papers[0] ?? null;
    const id = `id_${ELSEWHERE[name] ?? name}`;
    const found = [...this.form.querySelectorAll(`#${CSS.escape(id)}`)];
    const shown = found.find((one) => /** @type {HTMLElement} */ (one).offsetParent !== null);
    return /** @type {HTMLElement | null} */ (shown ?? null);
  }

  /**
   * The field's label without unit and remarks, before what is wrong with it.
   * @param {string} name
   */
  label(name) {
    const id = this.field(name)?.id ?? "";
    const words = this.form.querySelector(`label[for="${CSS.escape(id)}"]`)?.textContent ?? "";
    return words ? `${words.split(" (")[0].replace(/\?$/, "")}: ` : "";
  }

  /**
   * @param {string} name
   * @param {string} sentence
   */
  line(name, sentence) {
    const field = this.field(name);
    if (!field) return element("li", {}, sentence);
    const link = element("a", { href: `#${field.id}` }, sentence);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      field.scrollIntoView({ block: "center" });
      field.focus();
    });
    return element("li", {}, link);
  }

  /** @param {Missing[]} found */
  list(found) {
    this.box.replaceChildren(found.length
      ? element("div", { class: "error-summary", tabindex: "-1" },
        element("p", {}, element("strong", {}, `Masih ada ${found.length} yang kurang.`),
          " Tekan tulisan di bawah untuk melengkapinya."),
        element("ul", {}, ...found.map(({ field, sentence }) => this.line(field, sentence))))
      : element("p", { class: "notice notice--success" },
        "Isinya sudah lengkap. Baca sekali lagi, lalu kirim."));
  }

  /** Lead to the list of what is missing. */
  point() {
    const list = /** @type {HTMLElement | null} */ (this.box.firstElementChild);
    list?.scrollIntoView({ block: "center" });
    list?.focus();
  }

  /**
   * What the portal said when it did not take the usulan; the first field is gone to.
   * @param {Record<string, string[]>} faults
   */
  told(faults) {
    for (const old of this.form.querySelectorAll("[data-salah]")) old.remove();
    for (const old of this.form.querySelectorAll(".is-invalid")) old.classList.remove("is-invalid");
    const lines = [];
    for (const [name, sentences] of Object.entries(faults)) {
      const label = this.label(name);
      for (const sentence of sentences) lines.push(this.line(name, label + sentence));
      const field = this.field(name);
      field?.classList.add("is-invalid");
      field?.after(element("div", { class: "invalid-feedback d-block", "data-salah": true },
        element("strong", {}, sentences.join(" "))));
    }
    if (!lines.length) return;
    const summary = element("div", { class: "error-summary", role: "alert", tabindex: "-1" },
      element("p", {}, element("strong", {}, "Portal belum dapat menerima usulan ini."),
        " Perbaiki yang di bawah, lalu tekan Kirim lagi."),
      element("ul", {}, ...lines));
    this.top.replaceChildren(summary);
    summary.scrollIntoView();
    summary.focus();
  }
}
