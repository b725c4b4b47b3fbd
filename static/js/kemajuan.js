// How far the import is, once a second, until it asks for something or is over.
"use strict";

(() => {
  const box = document.querySelector("[data-kemajuan]");
  if (!box) return;
  const words = box.querySelector("[data-kata]");
  const bar = box.querySelector("progress");

  async function look() {
    try {
      const response = await fetch(box.dataset.kemajuan, { credentials: "same-origin" });
      if (!response.ok || response.redirected) return location.reload();
      const told = await response.json();
      if (!["antre", "jalan"].includes(told.state)) return location.reload();
      if (words.textContent !== told.words) words.textContent = told.words;
      if (told.total) {
        bar.max = told.total;
        bar.value = told.done;
      }
    } catch {
      // The network is away for a moment; the next look will tell.
    }
    setTimeout(look, 1000);
  }

  setTimeout(look, 400);
})();
