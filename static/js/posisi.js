// Fills the point with the device's own position, by one press.

const box = document.querySelector("[data-posisi]");
const MESSAGES = {
  1: "Izin lokasi ditolak. Izinkan lokasi di pengaturan peramban, atau ketik angkanya.",
  2: "Posisi belum ditemukan. Coba di tempat terbuka, atau ketik angkanya.",
  3: "Terlalu lama mencari posisi. Coba lagi di tempat terbuka, atau ketik angkanya.",
};

if (box && "geolocation" in navigator && isSecureContext) {
  const button = box.querySelector("[data-posisi-tombol]");
  const message = box.querySelector("[data-posisi-pesan]");
  const input = box.querySelector("input");
  button.hidden = false;

  button.addEventListener("click", () => {
    button.disabled = true;
    message.textContent = "Mencari posisi…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        input.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        const metres = Math.round(coords.accuracy);
        message.textContent = metres > 50
          ? `Posisi terisi, tetapi kurang tepat (sekitar ${metres} meter). Coba lagi di tempat terbuka.`
          : `Posisi terisi, tepat sampai sekitar ${metres} meter.`;
        button.disabled = false;
      },
      (error) => {
        message.textContent = MESSAGES[error.code] ?? MESSAGES[2];
        button.disabled = false;
      },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 },
    );
  });
}
