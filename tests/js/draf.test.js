import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { asFile, entries, reopen } from "../../static/js/perangkat/antrean.js";
import {
  copyDraft, draft, drafts, dropDraft, Elsewhere, keepDraft, keepPicture, picture,
  sealDraft, sweep,
} from "../../static/js/perangkat/draf.js";
import { answer, within, write } from "../../static/js/perangkat/gudang.js";
import { adopt, forget, session } from "../../static/js/perangkat/sandi.js";
import { content, secret, USULAN } from "./perangkat.js";

let who;

async function everything() {
  const names = ["kunci", "rujukan", "ketikan", "draf", "antrean", "foto"];
  return within(names, "readonly", async (store) => {
    const rows = {};
    for (const name of names) rows[name] = await answer(store(name).getAll());
    return rows;
  });
}

beforeEach(async () => {
  await within(["kunci", "rujukan", "ketikan", "draf", "antrean", "foto"], "readwrite", async (store) => {
    for (const name of ["kunci", "rujukan", "ketikan", "draf", "antrean", "foto"]) {
      await answer(store(name).clear());
    }
  });
  who = await adopt("akun-a", secret(1));
});

const fresh = (changes) => ({ id: USULAN, revisi: 0, diubah: 0, content: content(changes) });

test("a draft comes back as it was kept", async () => {
  const first = await keepDraft(who, fresh());
  const second = await keepDraft(who, { ...first, content: content({ item: null }) });
  assert.equal(second.revisi, 2);
  assert.equal((await draft(who, USULAN)).content.item, null);
});

test("of two tabs the second to keep its text is told and overwrites nothing", async () => {
  const seen = await keepDraft(who, fresh());
  await keepDraft(who, { ...seen, content: content({ item: "A" }) });
  await assert.rejects(
    keepDraft(who, { ...seen, content: content({ item: "B" }) }),
    (error) => error instanceof Elsewhere && error.reason === "diubah",
  );
  assert.equal((await draft(who, USULAN)).content.item, "A");
});

test("two tabs that keep at the same moment: one of them wins", async () => {
  const seen = await keepDraft(who, fresh());
  const tries = ["A", "B"].map((item) => keepDraft(who, { ...seen, content: content({ item }) }));
  const results = await Promise.allSettled(tries);
  assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

test("what was sent cannot be changed, sent again or begun anew under its id", async () => {
  const seen = await keepDraft(who, fresh());
  await sealDraft(who, seen);
  for (const [deed, held] of [[keepDraft, seen], [sealDraft, seen], [keepDraft, fresh()]]) {
    await assert.rejects(deed(who, held), (error) => error.reason === "dikirim");
  }
  assert.equal((await entries(who)).length, 1);
  assert.equal(await draft(who, USULAN), null);
});

test("two tabs press send at the same moment: one entry, one content", async () => {
  const seen = await keepDraft(who, fresh());
  const results = await Promise.allSettled([sealDraft(who, seen), sealDraft(who, seen)]);
  assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.equal((await entries(who)).length, 1);
});

test("a draft thrown away in one tab does not come back from the other", async () => {
  const seen = await keepDraft(who, fresh());
  await dropDraft(who, seen);
  await assert.rejects(keepDraft(who, seen), (error) => error.reason === "dihapus");
});

for (const [words, reason, elsewhere] of [
  ["sent", "dikirim", sealDraft],
  ["changed", "diubah", keepDraft],
]) {
  test(`a draft that was ${words} in another tab is not thrown away, nor are its pictures`, async () => {
    const photo = new File(["gambar"], "got.jpg", { type: "image/jpeg" });
    const berkas = [await keepPicture(who, USULAN, photo, { jenis: "foto", dokumen: "" })];
    const seen = await keepDraft(who, fresh({ berkas }));
    await elsewhere(who, seen);
    await assert.rejects(dropDraft(who, seen), (error) => error.reason === reason);
    await sweep(who);
    assert.equal(Buffer.from(await picture(who, berkas[0].id)).toString(), "gambar");
  });
}

test("once its owner has logged out, or another has come, a draft is changed by nobody", async () => {
  await write("rujukan", { akun: who.akun, kotak: null });
  const seen = await keepDraft(who, fresh());
  for (const leaving of [forget, () => adopt("akun-b", secret(2))]) {
    await leaving();
    for (const [deed, held] of [
      [keepDraft, seen], [sealDraft, seen], [dropDraft, seen], [keepDraft, { ...fresh(), id: "baru" }],
    ]) {
      await assert.rejects(deed(who, held), (error) => error.reason === "keluar");
    }
  }
  const back = await adopt("akun-a", secret(1));
  assert.equal((await draft(back, USULAN)).revisi, 1);
});

test("a store that was emptied is no log-out: the text is kept anew, its pictures are missed", async () => {
  const photo = new File(["gambar"], "got.jpg", { type: "image/jpeg" });
  const berkas = [await keepPicture(who, USULAN, photo, { jenis: "foto", dokumen: "" })];
  const seen = await keepDraft(who, fresh({ berkas }));
  await within(["kunci", "draf", "foto"], "readwrite", async (store) => {
    for (const name of ["kunci", "draf", "foto"]) await answer(store(name).clear());
  });
  await assert.rejects(keepDraft(who, seen), (error) => error.reason === "dihapus");
  const copy = await draft(who, await copyDraft(who, seen.content));
  assert.equal(copy.content.isi.title, "Saluran Gang Contoh");
  assert.equal(copy.content.berkas.length, 1);
  assert.equal(await picture(who, copy.content.berkas[0].id), null);
  assert.equal((await keepDraft(who, copy)).revisi, 2);
});

test("after logging out nothing can be read, and the same account finds all of it again", async () => {
  const photo = new File(["gambar got mampet"], "got.jpg", { type: "image/jpeg" });
  const berkas = [await keepPicture(who, USULAN, photo, { jenis: "foto", dokumen: "" })];
  const seen = await keepDraft(who, fresh({ berkas }));
  await sealDraft(who, seen);
  await keepDraft(who, { ...fresh(), id: "lain" });
  await forget();
  assert.equal(await session(), null);
  const left = await everything();
  assert.deepEqual([left.draf.length, left.antrean.length, left.foto.length], [1, 1, 1]);
  const bytes = JSON.stringify(left, (_, value) => (
    value instanceof ArrayBuffer ? Buffer.from(value).toString("latin1") : value
  ));
  for (const word of ["Saluran", "Gang Contoh", "rt:12", "gambar got", "got.jpg"]) {
    assert.ok(!bytes.includes(word), word);
  }
  const back = await adopt("akun-a", secret(1));
  assert.equal((await entries(back))[0].judul, "Saluran Gang Contoh");
  assert.equal(Buffer.from(await picture(back, berkas[0].id)).toString(), "gambar got mampet");
});

test("another account on the same device has its own queue and cannot open the first one's", async () => {
  await keepDraft(who, fresh());
  const other = await adopt("akun-b", secret(2));
  assert.deepEqual(await drafts(other), []);
  await keepDraft(other, { ...fresh(), content: content({ item: "B" }) });
  assert.equal((await drafts(other)).length, 1);
  await assert.rejects(draft({ akun: "akun-a", key: other.key }, USULAN));
});

test("the key cannot be read out of the device", async () => {
  const { key } = await session();
  assert.equal(key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("raw", key));
});

test("an entry opened again is a new draft with new ids and the same text and pictures", async () => {
  const photo = new File(["gambar"], "got.jpg", { type: "image/jpeg" });
  const berkas = [await keepPicture(who, USULAN, photo, { jenis: "foto", dokumen: "" })];
  await sealDraft(who, await keepDraft(who, fresh({ berkas })));
  const [entry] = await entries(who);
  const id = await reopen(who, entry);
  const again = await draft(who, id);
  assert.notEqual(id, USULAN);
  assert.equal(again.content.isi.title, "Saluran Gang Contoh");
  assert.notEqual(again.content.berkas[0].id, berkas[0].id);
  assert.equal(again.content.berkas[0].sha256, berkas[0].sha256);
  assert.equal(Buffer.from(await picture(who, again.content.berkas[0].id)).toString(), "gambar");
  assert.equal(await picture(who, berkas[0].id), null);
  assert.deepEqual(await entries(who), []);
});

test("mended and sent again, it says when send was pressed for the first time", async () => {
  const first = new Date("2024-01-05T04:59:00Z");
  await sealDraft(who, await keepDraft(who, fresh()), first);
  for (const later of ["2024-01-05T07:00:00Z", "2024-01-05T09:00:00Z"]) {
    const again = await draft(who, await reopen(who, (await entries(who))[0]));
    await sealDraft(who, await keepDraft(who, again), new Date(later));
    assert.equal(JSON.parse((await entries(who))[0].isi).ditulis, first.toISOString());
  }
});

test("the file for the kelurahan carries the exact body and the pictures", async () => {
  const photo = new File(["gambar"], "got.jpg", { type: "image/jpeg" });
  const berkas = [await keepPicture(who, USULAN, photo, { jenis: "foto", dokumen: "" })];
  await sealDraft(who, await keepDraft(who, fresh({ berkas })));
  const [entry] = await entries(who);
  const file = JSON.parse(await (await asFile(who)).text());
  assert.equal(file.jenis, "antrean-musrenbang");
  assert.equal(file.versi, 1);
  assert.deepEqual(file.kiriman, [{
    id: USULAN,
    isi: entry.isi,
    sha256: entry.sha256,
    berkas: [{
      id: berkas[0].id, sha256: berkas[0].sha256, tipe: "image/jpeg",
      data: Buffer.from("gambar").toString("base64"),
    }],
  }]);
});

test("one row that does not open hides no other, and stays", async () => {
  await keepDraft(who, fresh());
  const broken = { iv: new Uint8Array(12), data: new ArrayBuffer(32) };
  await within(["draf", "antrean"], "readwrite", async (store) => {
    await answer(store("draf").put({ akun: who.akun, id: "rusak", revisi: 1, diubah: 1, kotak: broken }));
    await answer(store("antrean").put({
      akun: who.akun, id: "rusak", dibuat: 1, gagal: 0, nanti: 0, keadaan: "antre", kotak: broken,
    }));
  });
  assert.deepEqual((await drafts(who)).map(({ id }) => id), [USULAN]);
  assert.deepEqual(await entries(who), []);
  const { draf, antrean } = await everything();
  assert.equal(draf.length + antrean.length, 3);
});
