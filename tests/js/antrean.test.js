import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  dropEntry, entries, keepEntry, Moved, reopen, sendAgain,
} from "../../static/js/perangkat/antrean.js";
import { drafts, keepDraft, sealDraft } from "../../static/js/perangkat/draf.js";
import { answer, within } from "../../static/js/perangkat/gudang.js";
import { movedSentence } from "../../static/js/perangkat/kata.js";
import { adopt } from "../../static/js/perangkat/sandi.js";
import { content, secret, USULAN } from "./perangkat.js";

let who;

/** An entry that the portal refused, as two tabs show it. */
async function refused() {
  await sealDraft(who, await keepDraft(who, { id: USULAN, revisi: 0, diubah: 0, content: content() }));
  const [entry] = await entries(who);
  const tolakan = { kode: "perlu-diperbaiki", pesan: "Ada yang kurang.", masalah: {} };
  await keepEntry(who, { ...entry, keadaan: "perlu", tolakan });
  return (await entries(who))[0];
}

const received = { kuitansi: "a.b.c", nomor: "2024/9/0001" };
const DEEDS = [["opened again", reopen], ["thrown away", dropEntry], ["sent again", sendAgain]];

beforeEach(async () => {
  await within(["kunci", "draf", "antrean", "foto"], "readwrite", async (store) => {
    for (const name of ["kunci", "draf", "antrean", "foto"]) await answer(store(name).clear());
  });
  who = await adopt("akun-a", secret(1));
});

for (const [words, deed] of DEEDS) {
  for (const [state, change] of [
    ["received", { keadaan: "terkirim", ...received }],
    ["received and short of a photo", { keadaan: "perlu", ...received }],
    ["on its way once more", { keadaan: "antre" }],
  ]) {
    test(`what is ${state} by now is not ${words} from a tab that shows it as refused`, async () => {
      const shown = await refused();
      await keepEntry(who, { ...shown, ...change });
      await assert.rejects(deed(who, shown), (error) => (
        error instanceof Moved && movedSentence(error.now).includes(change.nomor ?? "di tab lain")
      ));
      assert.equal((await entries(who))[0].keadaan, change.keadaan);
      assert.deepEqual(await drafts(who), []);
    });
  }

  test(`what another tab has made a draft of is not ${words}: it stays one usulan`, async () => {
    const shown = await refused();
    await reopen(who, shown);
    await assert.rejects(deed(who, shown), Moved);
    assert.equal((await drafts(who)).length, 1);
    assert.deepEqual(await entries(who), []);
  });
}

test("an answer that comes for what was thrown away does not bring it back", async () => {
  const shown = await refused();
  await dropEntry(who, shown);
  await keepEntry(who, { ...shown, keadaan: "foto", ...received });
  assert.deepEqual(await entries(who), []);
});
