// The queue on every page of a proposer: what has not been sent, and the question before leaving.

import { asFile, entries, isPending, isWaiting } from "./perangkat/antrean.js";
import { present } from "./perangkat/hadir.js";
import { leavingWords, stateSentence, told } from "./perangkat/kata.js";
import { watchTheDoor } from "./perangkat/pintu.js";
import { Round } from "./perangkat/putaran.js";
import { forget } from "./perangkat/sandi.js";
import { button, download, element, today } from "./perangkat/unsur.js";

/** @typedef {import("./perangkat/sandi.js").Session} Session */

const box = document.querySelector("[data-antrean]");
const address = box?.getAttribute("data-antrean") ?? "/usulan/tulis/";

/** @param {Session} who */
async function saveAsFile(who) {
  download(await asFile(who), `antrean-musrenbang-${today()}.json`);
}

/**
 * @param {Round} round
 * @param {NonNullable<ReturnType<typeof told>>} words
 */
function deeds(round, words) {
  const login = `/masuk/?next=${encodeURIComponent(location.pathname)}`;
  return element(
    "div",
    { class: "actions" },
    words.canSend ? button("Kirim sekarang", () => round.go(true, true), { main: true }) : null,
    words.needsLogin ? element("a", { class: "btn btn-primary", href: login }, "Masuk lagi") : null,
    element("a", { class: "btn btn-outline-primary", href: `${address}#antrean` },
      words.needsLook ? "Periksa" : "Lihat"),
    words.isOld ? button("Simpan antrean sebagai berkas", () => saveAsFile(round.who)) : null,
  );
}

/** Tells once what has arrived while this page was open. */
class Bar {
  constructor() {
    /** @type {Set<string>} */
    this.pending = new Set();
    /** @type {string[]} */
    this.arrived = [];
    this.shown = "";
  }

  /** @param {Round} round */
  async show(round) {
    const queue = await entries(round.who);
    for (const entry of queue) {
      if (isPending(entry)) this.pending.add(entry.id);
      else if (this.pending.delete(entry.id)) this.arrived.push(`${entry.judul}: ${stateSentence(entry)}`);
    }
    const words = told(queue, round.met);
    // Said again, it would be read out again.
    const now = JSON.stringify([words, this.arrived]);
    if (now === this.shown) return;
    this.shown = now;
    const parts = this.arrived.map((line) => element("p", { class: "queue__line" }, line));
    if (words) {
      parts.unshift(element("p", { class: "queue__head" }, element("strong", {}, words.headline)));
      parts.push(...words.lines.map((line) => element("p", { class: "queue__line" }, line)));
    }
    box?.classList.toggle("queue--waiting", Boolean(words));
    box?.classList.toggle("queue--told", parts.length > 0);
    box?.querySelector("[role=status]")?.replaceChildren(...parts);
    box?.querySelector("[data-antrean-tombol]")?.replaceChildren(
      ...(words ? [deeds(round, words)] : []),
    );
  }
}

/**
 * @param {HTMLFormElement} form
 */
async function leave(form) {
  await forget().catch(() => {});
  HTMLFormElement.prototype.submit.call(form);
}

/**
 * Not all has been sent: send it, take it along, or leave it locked on the device.
 * @param {Round} round
 * @param {HTMLFormElement} form
 * @param {import("./perangkat/antrean.js").Entry[]} queue
 */
function question(round, form, queue) {
  const { head, words } = leavingWords(queue);
  const dialog = element("dialog", { class: "ask", "aria-labelledby": "ask-title" });
  const state = element("p", { role: "status" });
  async function sendFirst() {
    state.textContent = "Sedang mengirim…";
    await round.go(true, true);
    const left = (await entries(round.who)).filter(isPending);
    if (!left.length) return leave(form);
    state.textContent = `Belum berhasil. ${leavingWords(left).head}.`;
  }
  dialog.append(
    element("h2", { id: "ask-title" }, head),
    element("p", {}, words),
    state,
    element(
      "div",
      { class: "actions" },
      queue.some(isWaiting)
        ? button("Kirim sekarang", sendFirst, { main: true })
        : element("a", { class: "btn btn-primary", href: `${address}#antrean` }, "Periksa dulu"),
      button("Simpan sebagai berkas", () => saveAsFile(round.who)),
      button("Tetap keluar", () => leave(form)),
      button("Batal", () => dialog.close()),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {Round} round */
function askBeforeLeaving(round) {
  const door = document.querySelector("[data-keluar]");
  const form = door instanceof HTMLButtonElement ? door.form : null;
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const left = (await entries(round.who).catch(() => [])).filter(isPending);
    if (left.length) question(round, form, left);
    else await leave(form);
  });
}

async function start() {
  const who = await present();
  if (!who || !box) return;
  const bar = new Bar();
  const round = new Round(who, () => bar.show(round).catch(() => {}));
  askBeforeLeaving(round);
  watchTheDoor(who);
  await bar.show(round);
  round.start();
}

start().catch(() => {
  // Storage refused: nothing can wait on this device, and the ordinary pages work.
});
