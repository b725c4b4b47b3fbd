// Shows the found items while the person is still typing; the button does the same without this.

const form = document.querySelector("[data-cari]");
const WAIT_MS = 350;

if (form) {
  const input = form.querySelector("input[type=search]");
  let timer;
  let latest = 0;

  async function search() {
    const words = input.value.trim();
    const results = document.getElementById("hasil");
    if (words.length < 2 || !results) return;
    const own = ++latest;
    try {
      const response = await fetch(`?${new URLSearchParams({ cari: words })}`);
      if (!response.ok || response.redirected) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = page.getElementById("hasil");
      if (found && own === latest) results.replaceChildren(...found.childNodes);
    } catch {
      // No network for a moment: the button still works.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT_MS);
  });
}
