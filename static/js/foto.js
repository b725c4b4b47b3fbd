// Makes photos smaller on the phone before they are sent, and shows which were chosen.

import { shrink, thumbnail } from "./perangkat/kecilkan.js";

async function preview(files, list) {
  const items = [];
  for (const file of files) {
    const item = document.createElement("li");
    item.className = "photos__item";
    const picture = await thumbnail(file);
    const words = document.createElement("span");
    words.className = "hint";
    words.textContent = file.name;
    item.append(...(picture ? [picture] : []), words);
    items.push(item);
  }
  list.replaceChildren(...items);
}

for (const box of document.querySelectorAll("[data-foto]")) {
  const input = box.querySelector("input[type=file]");
  if (!input || typeof DataTransfer !== "function") continue;
  const room = Number(box.dataset.sisa) || Infinity;
  const message = document.createElement("p");
  message.className = "hint";
  message.setAttribute("role", "status");
  const list = document.createElement("ul");
  list.className = "photos";
  box.append(message, list);

  input.addEventListener("change", async () => {
    message.textContent = input.files.length ? "Menyiapkan foto…" : "";
    const files = [];
    const chosenFirst = [...input.files].slice(0, room);
    const leftOut = input.files.length - chosenFirst.length;
    for (const file of chosenFirst) files.push((await shrink(file)) ?? file);
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    input.files = chosen.files;
    await preview(files, list);
    const rest = leftOut ? ` ${leftOut} foto lain tidak ikut karena sudah penuh.` : "";
    message.textContent = files.length
      ? `${files.length} foto dipilih. Foto dikirim setelah Anda menekan tombol di bawah.${rest}`
      : "";
  });
}
