// A page that was sent and is then reached again by the browser's own Back button shows old
// contents: fetch it anew. And a second press while the first is under way sends nothing twice.

const sentKey = `terkirim:${location.pathname}`;
const PATIENCE_MS = 15000;

function wasReachedBackwards() {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation?.type === "back_forward";
}

function reloadIfSent() {
  if (sessionStorage.getItem(sentKey)) {
    sessionStorage.removeItem(sentKey);
    location.reload();
  }
}

try {
  if (wasReachedBackwards()) reloadIfSent();
  else sessionStorage.removeItem(sentKey);
  addEventListener("pageshow", (event) => event.persisted && reloadIfSent());
} catch {
  // Without storage the server notices the old page and shows both texts.
}

for (const form of document.querySelectorAll("form[method=post]")) {
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    if (performance.now() - sentAt < PATIENCE_MS) {
      event.preventDefault();
      return;
    }
    sentAt = performance.now();
    try {
      sessionStorage.setItem(sentKey, "1");
    } catch {
      // As above.
    }
  });
  addEventListener("pageshow", () => { sentAt = -Infinity; });
}
