import assert from "node:assert/strict";
import { test } from "node:test";

import { readNumber, rupiah, volumeOf } from "../../static/js/perangkat/hitungan.js";

test("numbers are read as people here write them", () => {
  const read = ["120", "12,5", "12.5", "1.200", "1.200,75", " 7 "].map(readNumber);
  assert.deepEqual(read, [120, 12.5, 12.5, 1200, 1200.75, 7]);
});

test("what is no number is none", () => {
  for (const text of ["", "dua", "1,2,3", "-5", "1.20.0", "12 m"]) {
    assert.equal(readNumber(text), null, text);
  }
});

test("measures multiply, and one that is missing or zero leaves no total", () => {
  assert.equal(volumeOf(["10", "2,5"]), 25);
  assert.equal(volumeOf(["0,1", "0,2"]), 0.02);
  for (const texts of [[], ["10", ""], ["10", "0"]]) assert.equal(volumeOf(texts), null);
});

test("money is shown in whole rupiah", () => {
  assert.equal(rupiah(12_600_000.4), "Rp12.600.000");
});
