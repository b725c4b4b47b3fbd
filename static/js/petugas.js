// The sentence that the proposer will read, as soon as a reason is chosen or a note is written.
"use strict";

(() => {
  const sentences = document.getElementById("kalimat-alasan");
  const select = document.querySelector("select[name=reason]");
  const note = document.querySelector("textarea[name=note]");
  const shown = {
    sentence: document.querySelector("[data-kalimat]"),
    note: document.querySelector("[data-catatan]"),
    hint: document.querySelector("p[data-petunjuk]"),
  };

  const other = document.querySelector("[data-ruas=target]");
  const otherIsOptional = other && !other.querySelector(".kecil-sebaris");

  function showReason() {
    const row = select.value && sentences.querySelector(`[data-alasan="${select.value}"]`);
    shown.sentence.textContent = row ? row.textContent : "";
    if (otherIsOptional) other.hidden = !(row && "perluUsulan" in row.dataset);
    shown.hint.textContent = row && row.dataset.petunjuk ? `Untuk petugas: ${row.dataset.petunjuk}` : "";
  }

  function showNote() {
    const text = note.value.trim();
    shown.note.textContent = text ? `Catatan: ${text}` : "";
  }

  if (sentences && select) {
    select.addEventListener("change", showReason);
    showReason();
  }
  if (note && shown.note) {
    note.addEventListener("input", showNote);
    showNote();
  }
})();
