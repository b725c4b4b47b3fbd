import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { beforeEach, test } from "node:test";

import { entries, isOld, isPending, isUnsent, sendAgain } from "../../static/js/perangkat/antrean.js";
import { dropPicture, keepDraft, keepPicture, picture, sealDraft } from "../../static/js/perangkat/draf.js";
import { answer, within } from "../../static/js/perangkat/gudang.js";
import { nextTime, sendQueue } from "../../static/js/perangkat/pengirim.js";
import { adopt } from "../../static/js/perangkat/sandi.js";
import { content, secret, signer } from "./perangkat.js";

const NOW = Date.parse("2024-01-05T05:00:00Z");
let who;
let keys;
let portal;

/** A portal that keeps what it gets, answers as the contract says, and can be told to misbehave. */
function makePortal() {
  const stored = new Map();
  const heard = [];
  const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
  const json = (status, data, headers = {}) => new Response(JSON.stringify(data), {
    status, headers: { "Content-Type": "application/json", ...headers },
  });

  async function receipt(id) {
    const { body, files } = stored.get(id);
    const declared = JSON.parse(body).berkas.filter((file) => !self.settled.has(file.id));
    const sampai = declared.filter((file) => files.has(file.id))
      .map(({ id: file, sha256 }) => ({ id: file, sha256 }));
    const lengkap = sampai.length === declared.length;
    const nomor = `2024/9/${String([...stored.keys()].indexOf(id) + 1).padStart(4, "0")}`;
    const kuitansi = await keys.sign({
      iss: "musrenbang", sub: id, isi: hash(body), nomor, kode: "K4RC", diterima: "", lengkap,
      berkas: { dinyatakan: declared.length, sampai },
    });
    return { kuitansi, nomor, kode: "K4RC", tautan: "/l/K4RC/", lengkap,
      berkas: { dinyatakan: declared.length, sampai: sampai.length } };
  }

  async function normal(path, bytes) {
    const [, , , , id, , file] = path.split("/");
    if (!file) {
      const known = stored.get(id);
      if (known && known.body !== bytes.toString()) return json(409, { kode: "isi-lain", pesan: "lain" });
      if (!known) stored.set(id, { body: bytes.toString(), files: new Map() });
      return json(known ? 200 : 201, await receipt(id));
    }
    stored.get(id).files.set(file, bytes);
    return json(201, await receipt(id));
  }

  const self = {
    stored,
    heard,
    settled: new Set(),
    json,
    normal,
    misbehave: null,
    async fetch(path, init) {
      const bytes = Buffer.from(init.body);
      const digest = `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;
      assert.equal(init.headers["Content-Digest"], digest);
      assert.equal(init.headers["X-CSRFToken"], "tanda");
      heard.push({ path, bytes: bytes.toString() });
      return (await self.misbehave?.(path, bytes)) ?? normal(path, bytes);
    },
  };
  return self;
}

const means = (changes = {}) => ({
  who, keySet: keys.keySet, fetch: portal.fetch, token: () => "tanda", now: () => NOW,
  told: () => {}, ...changes,
});

async function queued(title, photos = 0) {
  const id = crypto.randomUUID();
  const berkas = [];
  for (let index = 0; index < photos; index += 1) {
    const file = new File([`${title} foto ${index}`], "got.jpg", { type: "image/jpeg" });
    berkas.push(await keepPicture(who, id, file, { jenis: "foto", dokumen: "" }));
  }
  const held = { id, revisi: 0, diubah: 0, content: content({ berkas, isi: { title } }) };
  await sealDraft(who, await keepDraft(who, held), new Date(NOW + (await entries(who)).length));
  return id;
}

beforeEach(async () => {
  await within(["draf", "antrean", "foto"], "readwrite", async (store) => {
    for (const name of ["draf", "antrean", "foto"]) await answer(store(name).clear());
  });
  who = await adopt("akun-a", secret(1));
  keys = await signer();
  portal = makePortal();
});

test("an entry with two photos arrives whole, once, and its photos leave the device", async () => {
  const id = await queued("Got mampet", 2);
  assert.equal((await sendQueue(means())).arti, "diterima");
  const [entry] = await entries(who);
  assert.equal(entry.keadaan, "terkirim");
  assert.equal(entry.nomor, "2024/9/0001");
  assert.equal(portal.stored.get(id).files.size, 2);
  for (const file of entry.berkas) assert.equal(await picture(who, file.id), null);
});

test("the oldest goes first, and a sent one never again", async () => {
  const ids = [await queued("Satu"), await queued("Dua")];
  await sendQueue(means());
  assert.deepEqual(portal.heard.map(({ path }) => path.split("/")[4]), ids);
  assert.equal((await sendQueue(means(), true)).arti, "kosong");
  assert.equal(portal.heard.length, 2);
});

test("the answer is lost on the way: every sending is the same to the byte, and one is stored", async () => {
  await queued("Got mampet");
  portal.misbehave = async (path, bytes) => {
    await portal.normal(path, bytes);
    throw new TypeError("network");
  };
  assert.equal((await sendQueue(means())).arti, "putus");
  assert.ok(isUnsent((await entries(who))[0]));
  portal.misbehave = null;
  assert.equal((await sendQueue(means(), true)).arti, "diterima");
  assert.equal(portal.heard[0].bytes, portal.heard[1].bytes);
  assert.equal(portal.stored.size, 1);
});

test("a hotel's page, a stranger's JSON and an unsigned answer are not the portal's", async () => {
  await queued("Got mampet");
  const page = { status: 200, headers: { "Content-Type": "text/html" } };
  for (const [answer, meant] of [
    [() => new Response("<html>Selamat datang</html>", page), "asing"],
    [() => portal.json(200, { ok: true }), "asing"],
    [() => portal.json(201, { kuitansi: "a.b.c", nomor: "1", lengkap: true }), "asing"],
    [() => portal.json(403, { error: "proxy" }), "asing"],
    [() => portal.json(503, { error: "proxy" }), "asing"],
    ...[409, 500, 502, 503, 511].map((status) => (
      [() => new Response("<html>Wi-Fi</html>", { ...page, status }), "asing"])),
  ]) {
    portal.misbehave = answer;
    assert.equal((await sendQueue(means(), true)).arti, meant);
    const [entry] = await entries(who);
    assert.equal(entry.keadaan, "antre");
    assert.equal(entry.kuitansi, undefined);
  }
});

test("a receipt for other content of the same id is not ours", async () => {
  const id = await queued("Got mampet");
  portal.stored.set(id, { body: '{"berkas":[]}', files: new Map() });
  portal.misbehave = async () => portal.normal(`/api/v1/usulan/${id}`, Buffer.from('{"berkas":[]}'));
  assert.equal((await sendQueue(means())).arti, "asing");
  assert.ok(isUnsent((await entries(who))[0]));
});

test("a broken network stops the run, waits longer each time, and a person may ask at once", async () => {
  await queued("Satu");
  await queued("Dua");
  portal.misbehave = () => { throw new TypeError("network"); };
  await sendQueue(means());
  assert.equal(portal.heard.length, 1);
  const first = (await entries(who))[0].nanti - NOW;
  assert.ok(first >= 4_000 && first <= 5_000, String(first));
  await sendQueue(means({ now: () => NOW + 1_000 }));
  assert.equal(portal.heard.filter(({ bytes }) => bytes.includes("Satu")).length, 1);
  await sendQueue(means({ now: () => NOW + 1_000 }), true);
  const second = (await entries(who))[0];
  assert.equal(second.gagal, 2);
  assert.ok(second.nanti - NOW - 1_000 >= 8_000);
});

test("after the clock was set back it goes out by itself, however little it was wrong", async () => {
  for (const wrong of [20 * 60_000, 30 * 86_400_000]) {
    await queued("Satu");
    portal.misbehave = () => { throw new TypeError("network"); };
    await sendQueue(means({ now: () => NOW + wrong }), true);
    portal.misbehave = null;
    assert.ok(nextTime(await entries(who), NOW) <= NOW);
    assert.equal((await sendQueue(means())).arti, "diterima");
  }
});

test("a busy server is left alone for as long as it asks", async () => {
  await queued("Satu");
  portal.misbehave = () => portal.json(503, { kode: "sibuk", pesan: "" }, { "Retry-After": "90" });
  assert.equal((await sendQueue(means())).arti, "sibuk");
  const queue = await entries(who);
  assert.equal(queue[0].nanti, NOW + 90_000);
  assert.equal(nextTime(queue), NOW + 90_000);
});

test("one that must be mended waits for a person and does not hold up the next", async () => {
  await queued("Satu");
  await queued("Dua");
  portal.misbehave = (path, bytes) => (bytes.toString().includes("Satu")
    ? portal.json(422, {
      kode: "perlu-diperbaiki", pesan: "Ada yang kurang.", masalah: { address: ["Tulis alamat."] },
    })
    : null);
  assert.equal((await sendQueue(means())).arti, "diterima");
  const [first, second] = await entries(who);
  assert.equal(first.keadaan, "perlu");
  assert.deepEqual(first.tolakan.masalah, { address: ["Tulis alamat."] });
  assert.equal(second.keadaan, "terkirim");
  await sendQueue(means(), true);
  assert.equal(portal.heard.length, 2);
});

test("one that is damaged every time does not hold up the next either", async () => {
  await queued("Satu");
  await queued("Dua");
  portal.misbehave = (path, bytes) => (
    bytes.toString().includes("Satu") ? portal.json(400, { kode: "rusak", pesan: "" }) : null
  );
  await sendQueue(means());
  const states = (await entries(who)).map(({ keadaan }) => keadaan);
  assert.deepEqual(states, ["antre", "terkirim"]);
});

test("an error page about one usulan does not hold up the next", async () => {
  await queued("Satu");
  await queued("Dua");
  portal.misbehave = (path, bytes) => (
    bytes.toString().includes("Satu") ? new Response("<h1>Server Error</h1>", { status: 500 }) : null
  );
  await sendQueue(means());
  const states = (await entries(who)).map(({ keadaan }) => keadaan);
  assert.deepEqual(states, ["antre", "terkirim"]);
});

for (const [kode, status] of [["terlambat", 422], ["isi-lain", 409]]) {
  test(`refused as ${kode}, it can be sent again as it is: the same bytes`, async () => {
    await queued("Got mampet");
    portal.misbehave = () => portal.json(status, { kode, pesan: "Belum diterima." });
    await sendQueue(means());
    portal.misbehave = null;
    await sendQueue(means(), true);
    assert.equal(portal.heard.length, 1);
    await sendAgain(who, (await entries(who))[0]);
    await sendQueue(means());
    const [entry] = await entries(who);
    assert.deepEqual([entry.keadaan, entry.tolakan], ["terkirim", undefined]);
    assert.equal(portal.heard[0].bytes, portal.heard[1].bytes);
  });
}

test("an old token is fetched anew; what the portal cannot read at all waits for a person", async () => {
  await queued("Satu");
  portal.misbehave = () => portal.json(403, { kode: "csrf", pesan: "" });
  assert.equal((await sendQueue(means())).arti, "rusak");
  portal.misbehave = () => portal.json(400, { kode: "tidak-terbaca", pesan: "Bukan JSON." });
  assert.equal((await sendQueue(means(), true)).arti, "perlu");
  assert.equal((await entries(who))[0].keadaan, "perlu");
});

test("a lost log-in stops the run and loses nothing", async () => {
  await queued("Satu");
  await queued("Dua");
  portal.misbehave = () => portal.json(401, { kode: "masuk", pesan: "Masuk lagi." });
  assert.equal((await sendQueue(means())).arti, "masuk");
  assert.equal(portal.heard.length, 1);
  assert.equal((await entries(who)).filter(isUnsent).length, 2);
});

test("a photo that breaks off: the number is there, one photo of two; later only the other goes", async () => {
  await queued("Got mampet", 2);
  let photos = 0;
  portal.misbehave = (path) => {
    if (!path.includes("/berkas/")) return null;
    photos += 1;
    if (photos === 2) throw new TypeError("network");
    return null;
  };
  await sendQueue(means());
  const [entry] = await entries(who);
  assert.equal(entry.keadaan, "foto");
  assert.equal(entry.nomor, "2024/9/0001");
  assert.deepEqual(entry.berkas.map(({ sampai }) => Boolean(sampai)), [true, false]);
  assert.ok(isPending(entry) && !isUnsent(entry));
  portal.misbehave = null;
  await sendQueue(means(), true);
  assert.equal((await entries(who))[0].keadaan, "terkirim");
  assert.equal(portal.heard.filter(({ path }) => path.includes("/berkas/")).length, 3);
});

test("a photo whose receipt does not name it has not arrived", async () => {
  await queued("Got mampet", 1);
  portal.misbehave = async (path) => {
    if (!path.includes("/berkas/")) return null;
    return portal.normal(path.split("/berkas/")[0], Buffer.from(portal.heard[0].bytes));
  };
  await sendQueue(means());
  const [entry] = await entries(who);
  assert.equal(entry.keadaan, "foto");
  assert.equal(entry.berkas[0].sampai, false);
  assert.notEqual(await picture(who, entry.berkas[0].id), null);
});

test("a receipt that names every photo and is not complete yet is asked for anew", async () => {
  const id = await queued("Got mampet", 1);
  portal.misbehave = async (path, bytes) => {
    if (!path.includes("/berkas/")) return null;
    const data = await (await portal.normal(path, bytes)).json();
    const claims = JSON.parse(Buffer.from(data.kuitansi.split(".")[1], "base64url"));
    return portal.json(201, { ...data, kuitansi: await keys.sign({ ...claims, lengkap: false }) });
  };
  await sendQueue(means());
  assert.equal((await entries(who))[0].keadaan, "foto");
  await sendQueue(means(), true);
  assert.equal((await entries(who))[0].keadaan, "terkirim");
  assert.equal(portal.heard.at(-1).path, `/api/v1/usulan/${id}`);
});

test("a refused photo is told, and the others arrive", async () => {
  await queued("Got mampet", 2);
  const [{ berkas }] = await entries(who);
  portal.misbehave = (path) => (
    path.endsWith(berkas[0].id) ? portal.json(422, { kode: "bukan-foto", pesan: "Bukan foto." }) : null
  );
  await sendQueue(means());
  const [entry] = await entries(who);
  assert.equal(entry.keadaan, "perlu");
  assert.equal(entry.tolakan.kode, "foto-ditolak");
  assert.deepEqual(entry.berkas.map(({ sampai, tolak }) => tolak ?? sampai), ["Bukan foto.", true]);
});

test("a photo that is settled on the portal is waited for no longer", async () => {
  await queued("Got mampet", 2);
  const [{ berkas }] = await entries(who);
  await dropPicture(who, berkas[0].id);
  await sendQueue(means());
  const [short] = await entries(who);
  assert.deepEqual([short.keadaan, isPending(short), isUnsent(short)], ["perlu", true, false]);
  portal.settled.add(berkas[0].id);
  await sendQueue(means());
  assert.equal(portal.heard.length, 2, "not asked again at once");
  await sendQueue(means({ now: () => NOW + 60_000 }));
  const [entry] = await entries(who);
  assert.equal(entry.keadaan, "terkirim");
  assert.equal(portal.heard.at(-1).bytes, portal.heard[0].bytes);
  assert.equal(await picture(who, berkas[1].id), null);
});

test("after three days an entry is old, unless it has arrived", async () => {
  await queued("Satu");
  const [entry] = await entries(who);
  const day = 86_400_000;
  assert.equal(isOld(entry, NOW + 3 * day), false);
  assert.equal(isOld(entry, NOW + 3 * day + 1), true);
  assert.equal(isOld({ ...entry, keadaan: "terkirim" }, NOW + 9 * day), false);
});
