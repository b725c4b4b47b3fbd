// Small helpers to build parts of a page.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | boolean | (() => void)>} [attributes] ``onclick`` is a deed
 * @param {(Node | string | null)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * @param {string} words
 * @param {() => void} onclick
 * @param {{main?: boolean}} [how]
 */
export function button(words, onclick, { main = false } = {}) {
  const style = main ? "btn btn-primary" : "btn btn-outline-primary";
  return element("button", { type: "button", class: style, onclick }, words);
}

/**
 * Offer a file for saving.
 * @param {Blob} blob
 * @param {string} name
 */
export function download(blob, name) {
  const href = URL.createObjectURL(blob);
  const link = element("a", { href, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/**
 * Ask before something cannot be taken back.
 * @param {string} question
 * @param {string} words on the button that does it
 * @returns {Promise<boolean>}
 */
export function confirmed(question, words) {
  return new Promise((done) => {
    const dialog = element("dialog", { class: "ask", "aria-labelledby": "ask-question" });
    const leave = (/** @type {string} */ value) => () => dialog.close(value);
    dialog.append(
      element("p", { id: "ask-question" }, question),
      element("div", { class: "actions" }, button(words, leave("ya"), { main: true }),
        button("Batal", leave(""))),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "ya");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/**
 * The part of the page that must be there.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function part(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(selector);
  return found;
}

/** The portal's time, whatever the telephone is set to. */
const moment = new Intl.DateTimeFormat("id-ID", {
  dateStyle: "long", timeStyle: "short", timeZone: "Asia/Jakarta",
});

/** @param {number | string} time */
export const momentShown = (time) => moment.format(new Date(time));

/** Today, for the name of a file. */
export function today() {
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}
