import assert from "node:assert/strict";
import { test } from "node:test";

import { askedPause, dueAt, Pace, pause } from "../../static/js/perangkat/jeda.js";

const full = () => 1;
const none = () => 0;

test("the pause doubles and ends at five minutes", () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 500].map((failures) => pause(failures, 0, full) / 1000);
  assert.deepEqual(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test("devices scatter over a fifth of it", () => {
  assert.equal(pause(7, 0, none), 240_000);
  assert.equal(pause(7, 0, full), 300_000);
});

test("a longer pause that the server asked for is kept, but not a day", () => {
  assert.equal(pause(1, 60_000, full), 60_000);
  assert.equal(pause(1, 86_400_000, full), 3_600_000);
});

test("Retry-After is read as seconds and as a date", () => {
  const now = Date.parse("2024-01-05T05:00:00Z");
  assert.equal(askedPause("120", now), 120_000);
  assert.equal(askedPause("Fri, 05 Jan 2024 05:00:30 GMT", now), 30_000);
  assert.equal(askedPause("nanti", now), 0);
  assert.equal(askedPause(null, now), 0);
});

test("a queue whose way is at fault waits as one, longer each time, until something arrives", () => {
  const pace = new Pace();
  const waits = [1, 2, 3].map(() => {
    pace.failed(1_000, 0, full);
    return pace.until - 1_000;
  });
  assert.deepEqual(waits, [5_000, 10_000, 20_000]);
  pace.failed(1_000, 90_000, full);
  assert.equal(pace.until, 91_000);
  pace.worked();
  assert.equal(pace.until, 0);
  pace.failed(0, 0, full);
  assert.equal(pace.until, 5_000);
});

test("a clock that was set back makes nobody wait for what it said before", () => {
  const [then, day] = [Date.parse("2024-01-05T05:00:00Z"), 86_400_000];
  assert.equal(dueAt(then + 300_000, then + 1_000, then), then + 300_000);
  assert.equal(dueAt(then + 300_000, then - 60_000, then), then - 60_000);
  assert.equal(dueAt(then + day, then), then);
  const pace = new Pace();
  pace.failed(then + day, 0, full);
  assert.equal(pace.dueAt(then), then);
  assert.equal(pace.dueAt(then + day), then + day + 5_000);
});
