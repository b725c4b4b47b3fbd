import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { reference, refresh } from "../../static/js/perangkat/rujukan.js";
import { forget, session } from "../../static/js/perangkat/sandi.js";
import { secret } from "./perangkat.js";

const json = (status, data) => async () => new Response(JSON.stringify(data), {
  status, headers: { "Content-Type": "application/json" },
});

const whole = (kunci, fill) => ({
  versi: `a.b.${kunci}`, akun: { kunci, sandi: secret(fill), nama: "RT 001" },
  kunci_kuitansi: [], tahun: { tahun: 2024 }, pengusul: [{ kunci: "rt:1" }],
  kamus: [{ kode: "JLN-01" }], lahan: [],
});

beforeEach(forget);

test("the first answer brings the key and what the form needs", async () => {
  const { who } = await refresh(json(200, whole("akun-a", 1)));
  assert.equal(who.akun, "akun-a");
  const held = await reference(who);
  assert.equal(held.kamus[0].kode, "JLN-01");
  assert.equal(held.akun.sandi, undefined, "the key itself is not written down");
});

test("parts that are left out stay as they were", async () => {
  await refresh(json(200, whole("akun-a", 1)));
  let asked = "";
  const { who } = await refresh(async (address) => {
    asked = address;
    const { akun } = whole("akun-a", 1);
    return json(200, { versi: "a.c.akun-a", akun, kunci_kuitansi: [], kamus: [{ kode: "BARU" }] })();
  });
  assert.equal(asked, "/api/v1/rujukan?sejak=a.b.akun-a");
  const held = await reference(who);
  assert.equal(held.kamus[0].kode, "BARU");
  assert.equal(held.pengusul[0].kunci, "rt:1");
});

test("parts that two accounts have in common are not sent twice", async () => {
  await refresh(json(200, whole("akun-a", 1)));
  const { kamus, ...rest } = whole("akun-b", 2);
  const { who } = await refresh(json(200, rest));
  assert.deepEqual((await reference(who)).kamus, kamus);
});

test("another account takes over the device and reads nothing of the first", async () => {
  const first = await refresh(json(200, whole("akun-a", 1)));
  const { who } = await refresh(json(200, whole("akun-b", 2)));
  assert.equal((await session()).akun, "akun-b");
  assert.equal((await reference(who)).versi, "a.b.akun-b");
  assert.equal(await reference({ akun: first.who.akun, key: who.key }), null);
});

test("a lost log-in takes the key away; a lost network does not", async () => {
  await refresh(json(200, whole("akun-a", 1)));
  await refresh(async () => { throw new TypeError("network"); });
  assert.equal((await session()).akun, "akun-a");
  await refresh(async () => new Response("<html>hotel</html>", { headers: { "Content-Type": "text/html" } }));
  assert.equal((await session()).akun, "akun-a");
  await refresh(json(401, { kode: "masuk", pesan: "" }));
  assert.equal(await session(), null);
});
