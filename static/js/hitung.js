// Total while typing. The portal works it out again when the page is saved; that one counts.

const NUMBER = /^\d+$|^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$|^\d+,\d+$|^\d+\.\d+$/;
const GROUPED = /^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/;

function read(text) {
  const typed = text.trim();
  if (!NUMBER.test(typed)) return null;
  const plain = GROUPED.test(typed) ? typed.replaceAll(".", "") : typed;
  return Number(plain.replace(",", "."));
}

const numbers = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 2 });
const money = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 0 });

for (const box of document.querySelectorAll("[data-hitung]")) {
  const inputs = [...box.querySelectorAll(".measures__fields input")];
  const volumeShown = box.querySelector("[data-hitung-volume]");
  const valueShown = box.querySelector("[data-hitung-nilai]");
  const price = Number(box.dataset.harga);

  function show() {
    const typed = inputs.map((input) => read(input.value));
    if (typed.some((value) => value === null || value <= 0)) {
      volumeShown.textContent = "–";
      valueShown.textContent = "–";
      return;
    }
    const volume = Math.round(typed.reduce((product, value) => product * value, 1) * 100) / 100;
    volumeShown.textContent = `${numbers.format(volume)} ${box.dataset.satuan}`;
    valueShown.textContent = `Rp${money.format(Math.round(volume * price))}`;
  }

  if (inputs.length && Number.isFinite(price)) {
    box.addEventListener("input", show);
    box.querySelector("[data-hitung-tombol]").hidden = true;
    if (inputs.some((input) => input.value)) show();
  }
}
