import assert from "node:assert/strict";
import { test } from "node:test";

import { search } from "../../static/js/perangkat/carian.js";

const item = (kode, nama, kata = "", kelompok = "") => ({ kode, nama, kata, kelompok });
const KAMUS = [
  item("A", "Pembangunan drainase lingkungan", "got mampet;selokan;banjir", "Drainase"),
  item("B", "Perbaikan jalan lingkungan", "jalan rusak;jalan berlubang", "Jalan"),
  item("C", "Lampu penerangan jalan umum", "lampu jalan;PJU;gelap", "Penerangan"),
  item("D", "Pelatihan menjahit", "kursus", "Pemberdayaan"),
];
const found = (text) => search(KAMUS, text).map(({ kode }) => kode);

test("everyday words lead to the item of the kamus", () => {
  assert.deepEqual(found("got mampet"), ["A"]);
  assert.equal(found("lampu jalan")[0], "C");
  assert.equal(found("JALAN rusak")[0], "B");
});

test("an item that every word fits goes before those that only one fits", () => {
  assert.deepEqual(found("jalan gelap"), ["C", "B"]);
});

test("the beginning of a word is enough, the middle of a long one too", () => {
  assert.deepEqual(found("menja"), ["D"]);
  assert.deepEqual(found("terang"), []);
  assert.deepEqual(found("nerangan"), ["C"]);
});

test("nothing, one letter and unknown words find nothing", () => {
  for (const text of ["", " ", "j", "helikopter"]) assert.deepEqual(found(text), []);
});
