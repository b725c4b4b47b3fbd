import assert from "node:assert/strict";
import { test } from "node:test";

import { leavingWords, stateSentence, told } from "../../static/js/perangkat/kata.js";

const NOW = Date.parse("2024-01-05T05:00:00Z");
const entry = (keadaan, more = {}) => ({ keadaan, dibuat: NOW, berkas: [], ...more });
const received = { kuitansi: "a.b.c", nomor: "2024/1/0001" };

test("with nothing to send the bar says nothing", () => {
  assert.equal(told([], "kosong", NOW), null);
  assert.equal(told([entry("terkirim", received)], "diterima", NOW), null);
});

test("what has not been sent is counted; what only lacks photos is not", () => {
  const photos = entry("foto", { ...received, berkas: [{ sampai: true }, { sampai: true }, {}] });
  const words = told([entry("antre"), entry("antre"), photos], "putus", NOW);
  assert.equal(words.headline, "Tersimpan di perangkat ini, belum terkirim (2)");
  assert.ok(words.lines.some((line) => line.includes("foto 2 dari 3")));
  assert.ok(words.lines.some((line) => line.startsWith("Menunggu internet")));
});

test("a hotel's network is told apart from none", () => {
  const words = told([entry("antre")], "asing", NOW);
  assert.ok(words.lines[0].includes("Wi-Fi"));
});

test("after a lost log-in the way is to log in, not to send", () => {
  const words = told([entry("antre")], "masuk", NOW);
  assert.deepEqual([words.needsLogin, words.canSend], [true, false]);
});

test("what must be mended is told and cannot be sent again as it is", () => {
  const words = told([entry("perlu")], "perlu", NOW);
  assert.deepEqual([words.needsLook, words.canSend, words.unsent], [true, false, 1]);
});

test("a photo that cannot be sent is told with the way out, and as settled once it is", () => {
  const berkas = [{ sampai: true }, { tolak: "Bukan foto." }];
  const short = entry("perlu", { ...received, berkas, tolakan: { pesan: "Bukan foto." } });
  assert.match(stateSentence(short), /nomor 2024\/1\/0001, foto 1 dari 2\. .*Bukan foto\. Unggah gantinya/);
  assert.match(stateSentence({ ...short, keadaan: "terkirim" }), /foto 1 dari 2 dari perangkat ini, sisanya/);
});

test("what came too late is not something to mend", () => {
  const late = entry("perlu", { tolakan: { kode: "terlambat", pesan: "Pengajuan sudah ditutup." } });
  assert.equal(stateSentence(late), "Pengajuan sudah ditutup.");
  assert.deepEqual(told([late, entry("perlu")], "perlu", NOW).lines, [
    "1 usulan perlu Anda perbaiki.", "1 usulan terlambat, belum diterima portal.",
  ]);
});

test("after three days the way to the kelurahan is shown", () => {
  const old = entry("antre", { dibuat: NOW - 3 * 86_400_000 - 1 });
  assert.equal(told([old], "putus", NOW).isOld, true);
  assert.equal(told([entry("antre")], "putus", NOW).isOld, false);
});

test("before leaving it is said what is true: nothing unsent where only photos are lacking", () => {
  const coming = entry("foto", { ...received, berkas: [{}] });
  const lost = entry("perlu", { ...received, berkas: [{ tolak: "Hilang." }] });
  assert.equal(leavingWords([entry("antre"), coming]).head, "Masih ada 1 usulan yang belum terkirim");
  for (const [one, then] of [[coming, /Foto terkirim setelah Anda masuk/], [lost, /Unggah gantinya/]]) {
    const { head, words } = leavingWords([one]);
    assert.equal(head, "1 usulan sudah diterima, tetapi fotonya belum semua");
    assert.match(words, then);
    assert.doesNotMatch(words, /usulan itu tetap/);
  }
});
