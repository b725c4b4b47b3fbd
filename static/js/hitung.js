// Total while typing. The portal works it out again when the page is saved; that one counts.

import { numberShown, rupiah, volumeOf } from "./perangkat/hitungan.js";

for (const box of document.querySelectorAll("[data-hitung]")) {
  const inputs = [...box.querySelectorAll(".measures__fields input")];
  const volumeShown = box.querySelector("[data-hitung-volume]");
  const valueShown = box.querySelector("[data-hitung-nilai]");
  const price = Number(box.dataset.harga);

  function show() {
    const volume = volumeOf(inputs.map((input) => input.value));
    volumeShown.textContent = volume === null ? "–" : `${numberShown(volume)} ${box.dataset.satuan}`;
    valueShown.textContent = volume === null ? "–" : rupiah(volume * price);
  }

  if (inputs.length && Number.isFinite(price)) {
    box.addEventListener("input", show);
    box.querySelector("[data-hitung-tombol]").hidden = true;
    if (inputs.some((input) => input.value)) show();
  }
}
