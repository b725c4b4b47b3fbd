// Keeps what is being typed: on the device at once, on the server a moment later. Nothing is ever
// overwritten silently: a text that was changed elsewhere waits for the person.

import { read, remove, write } from "./perangkat/gudang.js";
import { present } from "./perangkat/hadir.js";
import { outcomeOf } from "./perangkat/jawaban.js";
import { pause } from "./perangkat/jeda.js";
import { token } from "./perangkat/putaran.js";
import { lock, unlock } from "./perangkat/sandi.js";
import { button, element } from "./perangkat/unsur.js";

const QUIET_MS = 1_500;
const NOT_TEXT = ["csrfmiddlewaretoken", "revisi", "aksi"];
const NOT_SAVED = "Belum tersimpan di portal. Dicoba lagi dengan sendirinya; jangan tutup halaman ini.";
const OFFLINE = "Tidak ada internet. Tulisan Anda tersimpan di perangkat ini dan disimpan di portal "
  + "begitu ada sinyal.";

/** @typedef {[string, string][]} Fields */
/** @typedef {{revisi: string, isi: Fields, dikirim: boolean}} Typed */

/**
 * @param {HTMLFormElement} form
 * @returns {Fields}
 */
function fieldsOf(form) {
  const isi = /** @type {Fields} */ ([]);
  for (const [name, value] of new FormData(form)) {
    // Browsers send line ends of their own; stored is one kind.
    if (typeof value === "string" && !NOT_TEXT.includes(name)) {
      isi.push([name, value.replaceAll("\r\n", "\n")]);
    }
  }
  return isi;
}

/**
 * @param {HTMLFormElement} form
 * @param {Fields} isi
 */
function fill(form, isi) {
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
      || field instanceof HTMLSelectElement)) continue;
    if (!field.name || NOT_TEXT.includes(field.name) || field.type === "file") continue;
    const values = isi.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
      field.checked = values.includes(field.value);
    } else if (values.length) field.value = values[0];
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** One page's typing. */
class Typing {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.revision = /** @type {HTMLInputElement} */ (form.elements.namedItem("revisi"));
    this.place = `ketikan${location.pathname}`;
    this.line = element("p", { class: "hint", role: "status" });
    (form.querySelector(".actions--form") ?? form).after(this.line);
    this.failures = 0;
    this.isStopped = false;
    this.isSaving = false;
    this.isDirty = false;
    this.isSent = false;
    /** @type {Promise<unknown>} */
    this.saving = Promise.resolve();
    /** @type {Promise<unknown>} */
    this.keeping = Promise.resolve();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {string} words */
  say(words) {
    if (this.line.textContent !== words) this.line.textContent = words;
  }

  start() {
    this.form.addEventListener("input", (event) => this.changed(event));
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("online", () => this.isDirty && this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.isDirty) this.save();
    });
    this.restore().catch(() => {});
  }

  /** @param {Event} event */
  changed(event) {
    if (event.target instanceof HTMLInputElement && event.target.type === "file") return;
    this.isDirty = true;
    this.isSent = false;
    this.keep();
    this.saveIn(QUIET_MS);
  }

  /** On the device, in the order of typing; a newer text makes an older one superfluous. */
  keep() {
    const isi = fieldsOf(this.form);
    this.latest = isi;
    this.keeping = this.keeping.then(async () => {
      const who = await present();
      if (!who || this.latest !== isi) return;
      const typed = { revisi: this.revision.value, isi, dikirim: this.isSent };
      const kotak = await lock(who, this.place, typed);
      await write("ketikan", { akun: who.akun, halaman: location.pathname, kotak });
    }).catch(() => {});
    return this.keeping;
  }

  async forget() {
    const who = await present();
    await this.keeping;
    if (who) await remove("ketikan", [who.akun, location.pathname]);
  }

  /** @param {number} delay */
  saveIn(delay) {
    clearTimeout(this.timer);
    if (!this.isStopped) this.timer = setTimeout(() => this.save(), delay);
  }

  save() {
    if (this.isStopped || this.isSaving || this.isSent) return;
    clearTimeout(this.timer);
    this.isSaving = true;
    this.isDirty = false;
    this.saving = this.send().then(async (outcome) => {
      this.isSaving = false;
      await this.heard(outcome);
    });
  }

  send() {
    const rest = /** @type {Fields} */ ([["revisi", this.revision.value], ["aksi", "simpan"]]);
    const body = new URLSearchParams([...fieldsOf(this.form), ...rest]);
    return outcomeOf(() => fetch(location.pathname, {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: document.hidden,
    }));
  }

  /** @param {import("./perangkat/jawaban.js").Outcome} outcome */
  async heard({ arti, data, jeda, galat }) {
    if (arti === "diterima" && typeof data.revisi === "number") {
      this.failures = 0;
      this.revision.value = String(data.revisi);
      this.say("Isian Anda tersimpan.");
      if (this.isDirty) this.saveIn(QUIET_MS);
      else if (!Object.keys(data.salah).length) await this.forget();
      return;
    }
    this.isDirty = true;
    if (arti === "perlu" || arti === "masuk") {
      this.isStopped = true;
      this.stopped(arti, data);
      return;
    }
    this.failures += 1;
    const isKept = (await present()) !== null;
    this.say(isKept && ["putus", "asing"].includes(arti) && !galat ? OFFLINE : NOT_SAVED);
    this.saveIn(pause(this.failures, jeda));
  }

  /**
   * @param {"perlu" | "masuk"} arti
   * @param {any} data
   */
  stopped(arti, data) {
    const next = `/masuk/?next=${encodeURIComponent(location.pathname)}`;
    const link = element("a", { href: next }, "Masuk lagi");
    const words = arti === "masuk" ? "Anda perlu masuk lagi. Tulisan Anda aman. " : data.pesan;
    const parts = arti === "masuk" ? [words, link] : [words];
    this.line.className = "notice notice--warning";
    this.line.replaceChildren(...parts);
  }

  /** @param {SubmitEvent} event */
  submitted(event) {
    clearTimeout(this.timer);
    const isOffline = navigator.onLine === false;
    if (isOffline || this.isSaving) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (isOffline) {
      this.keep();
      present().then((who) => this.say(who ? OFFLINE : NOT_SAVED));
    } else if (this.isSaving) {
      // The revision that is on its way back belongs into what is sent.
      this.saving.then(() => this.form.requestSubmit(event.submitter));
    } else {
      this.isSent = true;
      if (this.isDirty) this.keep();
    }
  }

  /** What was typed here and never arrived. */
  async restore() {
    const who = await present();
    const row = who && (await read("ketikan", [who.akun, location.pathname]));
    if (!row || this.isDirty) return;
    /** @type {Typed} */
    const typed = await unlock(who, this.place, row.kotak);
    const isSame = JSON.stringify(typed.isi) === JSON.stringify(fieldsOf(this.form));
    const isNewer = Number(this.revision.value) > Number(typed.revisi);
    if (isSame || (typed.dikirim && isNewer)) return this.forget();
    if (isNewer) return this.offer(typed);
    fill(this.form, typed.isi);
    this.notice("Tulisan Anda yang belum tersimpan di portal kami tampilkan lagi di bawah.");
  }

  /** @param {string} words @param {Node[]} more */
  notice(words, ...more) {
    const line = element("div", { class: "notice notice--warning", role: "status" },
      element("p", {}, words), ...more);
    this.form.before(line);
    return line;
  }

  /** @param {Typed} typed */
  offer(typed) {
    const deeds = element("div", { class: "actions" });
    const line = this.notice("Di perangkat ini ada tulisan Anda yang belum tersimpan, sedangkan "
      + "usulan ini sudah diubah dari tempat lain. Yang tampil sekarang adalah yang tersimpan di "
      + "portal.", deeds);
    deeds.append(
      button("Tampilkan tulisan dari perangkat ini", () => {
        line.remove();
        fill(this.form, typed.isi);
      }),
      button("Buang tulisan itu", () => {
        line.remove();
        this.forget();
      }),
    );
  }
}

for (const form of document.querySelectorAll("form[data-usulan]")) {
  new Typing(/** @type {HTMLFormElement} */ (form)).start();
}
