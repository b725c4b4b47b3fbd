import assert from "node:assert/strict";
import { test } from "node:test";

import { missing } from "../../static/js/perangkat/syarat.js";
import { content } from "./perangkat.js";

const item = {
  kode: "JLN-01", nama: "Saluran", foto: 1, dokumen: [], perlu_lahan: true, perlu_titik: true,
  ukuran: [{ kolom: "measure_4", nama: "panjang", satuan: "m" }], jenis_pengusul: ["rt", "rw"],
};
const rt = { kunci: "rt-12", jenis: "rt", rt_lokasi: [] };
const known = { item, proposer: rt, isChosen: true };
const photo = { id: "a", sha256: "ff", ukuran: 3, jenis: "foto", dokumen: "", tipe: "", nama: "" };
const isi = {
  title: "Saluran", rts: ["12"], address: "Gang Contoh", land_status: "pemda",
  point: "-6,298123 107,012345", measure_4: "120", problem: "Setiap hujan air masuk rumah.",
  urgency: "Banjir", benefit: "Kering", people: "120",
};
const whole = (changes = {}) => content({ isi: { ...isi, ...changes }, berkas: [photo] });
const fields = (what, who = known) => missing(what, who).map(({ field }) => field);

test("a complete usulan lacks nothing", () => {
  assert.deepEqual(fields(whole()), []);
});

test("every field that the portal asks for is missed by name", () => {
  for (const name of ["title", "rts", "address", "land_status", "point", "measure_4", "problem", "urgency", "benefit", "people"]) {
    assert.deepEqual(fields(whole({ [name]: name === "rts" ? [] : " " })), [name]);
  }
});

test("a new page lacks proposer and item first of all", () => {
  const nothing = content({ isi: {}, item: null });
  const found = fields(nothing, { item: null, proposer: null, isChosen: false });
  assert.deepEqual(found.slice(0, 3), ["pengusul", "cari", "title"]);
});

test("a problem of a few letters, a point in words and no photo are not enough", () => {
  assert.deepEqual(fields(whole({ problem: "Banjir." })), ["problem"]);
  assert.deepEqual(fields(whole({ point: "dekat pos ronda" })), ["point"]);
  assert.deepEqual(fields(content({ isi })), ["photos"]);
});

test("only an RT must say which RT; land and point only where the item asks", () => {
  const rw = { ...rt, jenis: "rw" };
  assert.deepEqual(fields(whole({ rts: [] }), { ...known, proposer: rw }), []);
  const training = { ...item, perlu_lahan: false, perlu_titik: false };
  const here = whole({ land_status: "", point: "" });
  assert.deepEqual(fields(here, { ...known, item: training }), []);
});

test("papers that the item demands are missed until they are there", () => {
  const demanding = { ...item, dokumen: [{ kode: "rab", label: "RAB" }] };
  assert.deepEqual(fields(whole(), { ...known, item: demanding }), ["document_rab"]);
  const paper = { ...photo, id: "b", jenis: "dokumen", dokumen: "rab" };
  const done = { ...whole(), berkas: [photo, paper] };
  assert.deepEqual(fields(done, { ...known, item: demanding }), []);
});

test("outside the kamus: volume, unit and estimate; an item for others is refused", () => {
  const free = { item: null, proposer: rt, isChosen: true };
  assert.deepEqual(fields(whole(), free), ["volume", "unit", "value"]);
  assert.deepEqual(fields(whole({ volume: "2", unit: "unit", value: "4,5 juta" }), free), []);
  const body = { ...rt, jenis: "organisasi" };
  assert.deepEqual(fields(whole(), { ...known, proposer: body }), ["cari"]);
});
