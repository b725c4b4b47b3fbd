import assert from "node:assert/strict";
import { test } from "node:test";

import { bodyOf, canonical } from "../../static/js/perangkat/kiriman.js";
import { content } from "./perangkat.js";

const NOON = new Date("2024-01-05T05:00:00Z");

test("the same content gives the same text, in whatever order it was written", () => {
  const { isi, ...rest } = content();
  const turned = Object.fromEntries(Object.entries(isi).reverse());
  assert.equal(bodyOf({ isi: turned, ...rest }, NOON), bodyOf(content(), NOON));
});

test("empty fields do not travel, and what a person wrote travels untouched", () => {
  const isi = { title: " Got  mampet – “parah” ", landmark: "  ", rts: [], address: "Gang 1" };
  const body = JSON.parse(bodyOf(content({ isi }), NOON));
  assert.deepEqual(body.isi, { address: "Gang 1", title: " Got  mampet – “parah” " });
  assert.equal(body.ditulis, "2024-01-05T05:00:00.000Z");
});

test("of a picture only what the portal must know travels, not its name on the device", () => {
  const berkas = [{
    id: "a", sha256: "ff", ukuran: 3, jenis: "foto", dokumen: "", tipe: "image/jpeg",
    nama: "rumah Pak Contoh.jpg",
  }];
  const text = bodyOf(content({ berkas }), NOON);
  assert.deepEqual(JSON.parse(text).berkas, [
    { dokumen: "", id: "a", jenis: "foto", sha256: "ff", ukuran: 3 },
  ]);
  assert.ok(!text.includes("Contoh.jpg"));
});

test("canonical text sorts names at every depth and keeps the order of lists", () => {
  assert.equal(canonical({ b: [2, 1, { d: null, c: true }], a: "x" }), '{"a":"x","b":[2,1,{"c":true,"d":null}]}');
});
