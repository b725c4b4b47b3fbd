import assert from "node:assert/strict";
import { before, test } from "node:test";

import { verified } from "../../static/js/perangkat/kuitansi.js";
import { signer, USULAN } from "./perangkat.js";

const ours = { id: USULAN, sha256: "ab".repeat(32) };
const claims = {
  iss: "musrenbang", sub: USULAN, isi: ours.sha256, nomor: "2024/1/0001", kode: "K4RC",
  diterima: "2024-01-05T05:00:00Z", berkas: { dinyatakan: 0, sampai: [] }, lengkap: true,
};
let portal;
let stranger;

before(async () => {
  portal = await signer();
  stranger = await signer();
});

test("the portal's receipt for exactly this content is one", async () => {
  const found = await verified(await portal.sign(claims), portal.keySet, ours);
  assert.equal(found.nomor, "2024/1/0001");
});

test("another usulan, other content, another issuer: no receipt", async () => {
  for (const change of [{ sub: "lain" }, { isi: "cd".repeat(32) }, { iss: "hotel" }]) {
    const receipt = await portal.sign({ ...claims, ...change });
    assert.equal(await verified(receipt, portal.keySet, ours), null);
  }
});

test("a stranger's signature under the portal's key name is no receipt", async () => {
  assert.equal(await verified(await stranger.sign(claims), portal.keySet, ours), null);
});

test("changed by one letter, cut off, unsigned or none at all: no receipt", async () => {
  const receipt = await portal.sign(claims);
  const [head, body, tail] = receipt.split(".");
  const forged = Buffer.from(JSON.stringify({ ...claims, nomor: "2024/1/0002" }));
  const unsigned = Buffer.from('{"alg":"none"}').toString("base64url");
  for (const bad of [
    `${head}.${forged.toString("base64url")}.${tail}`, `${head}.${body}`, `${unsigned}.${body}.`,
    `${unsigned}.${body}.${tail}`, "<html>Selamat datang di Wi-Fi hotel</html>", "", null, {},
  ]) {
    assert.equal(await verified(bad, portal.keySet, ours), null, String(bad).slice(0, 40));
  }
});

test("without the portal's keys nothing is believed", async () => {
  assert.equal(await verified(await portal.sign(claims), undefined, ours), null);
  assert.equal(await verified(await portal.sign(claims), [], ours), null);
});

test("after the portal changed its key both are known for a while", async () => {
  const next = await signer();
  const keys = [{ ...next.keySet[0], kid: "k2" }, ...portal.keySet];
  assert.ok(await verified(await portal.sign(claims), keys, ours));
  const newer = await next.sign(claims, { alg: "ES256", kid: "k2" });
  assert.ok(await verified(newer, keys, ours));
});
