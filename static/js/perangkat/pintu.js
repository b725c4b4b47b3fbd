// The door: once somebody has logged out in one tab, no other tab shows what was theirs.

import { isGone, LEFT } from "./sandi.js";

/** Nothing of it stays on the screen; asked for anew, the page says that one must log in. */
export function leavePage() {
  document.body.replaceChildren();
  // Without the part after the mark, so that the page is really asked for.
  location.replace(location.pathname + location.search);
}

/**
 * From here on the page goes when this account has gone: at once where the other tab tells, and at
 * the latest when somebody looks at it.
 * @param {import("./sandi.js").Session} who
 */
export function watchTheDoor(who) {
  const look = () => isGone(who).then((gone) => gone && leavePage()).catch(() => {});
  addEventListener("storage", ({ key }) => key === LEFT && look());
  for (const sign of ["focus", "pageshow"]) addEventListener(sign, look);
  document.addEventListener("visibilitychange", look);
}
