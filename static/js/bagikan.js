// Copy or share the receipt's text, and print the page.

const text = document.querySelector("[data-bagikan]");
const share = document.querySelector("[data-bagikan-tombol]");
const print = document.querySelector("[data-cetak]");
const message = document.querySelector("[data-bagikan-pesan]");

async function pass(words) {
  if (navigator.share) {
    await navigator.share({ text: words });
    return;
  }
  if (navigator.clipboard) await navigator.clipboard.writeText(words);
  else {
    text.select();
    document.execCommand("copy");
  }
  message.textContent = "Sudah disalin. Tempel di pesan Anda.";
}

if (text && share) {
  share.hidden = false;
  share.addEventListener("click", () => {
    pass(text.value).catch(() => {
      text.select();
      message.textContent = "Tekan lama pada tulisan di atas, lalu pilih Salin.";
    });
  });
}

if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
