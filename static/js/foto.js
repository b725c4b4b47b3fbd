// Makes photos smaller on the phone before they are sent, and shows which were chosen.

const SMALL_ENOUGH = 300_000;
/** Longest side and quality, tried in turn until the photo is small enough. */
const TRIES = [[1920, 0.82], [1600, 0.75], [1280, 0.7], [1024, 0.6], [800, 0.5], [640, 0.4]];

/**
 * @param {ImageBitmap} bitmap
 * @param {number} side the longest
 * @param {number} quality
 * @returns {Promise<Blob | null>}
 */
function drawn(bitmap, side, quality) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return Promise.resolve(null);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

/**
 * The photo as small as it may be, or as it was if this browser cannot.
 * @param {File} file
 * @returns {Promise<File>}
 */
async function shrink(file) {
  if (!file.type.startsWith("image/") || file.size <= SMALL_ENOUGH) return file;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file; // The portal says in words what is wrong with it.
  }
  let blob = null;
  for (const [side, quality] of TRIES) {
    blob = await drawn(bitmap, side, quality);
    if (!blob || blob.size <= SMALL_ENOUGH) break;
  }
  bitmap.close();
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

async function thumbnail(file) {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 240;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.max(canvas.width / bitmap.width, canvas.height / bitmap.height);
    const width = bitmap.width * scale;
    const height = bitmap.height * scale;
    canvas.getContext("2d").drawImage(
      bitmap, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height,
    );
    bitmap.close();
  } catch {
    return null;
  }
  return canvas;
}

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
    for (const file of chosenFirst) files.push(await shrink(file));
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    input.files = chosen.files;
    await preview(files, list);
    const rest = leftOut ? ` ${leftOut} foto lain tidak ikut karena sudah penuh.` : "";
    message.textContent = files.length
      ? `${files.length} foto dipilih. Foto dikirim saat halaman disimpan.${rest}`
      : "";
  });
}
