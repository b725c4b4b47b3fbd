// The device's store: who holds what, per account. What people wrote lies in it only encrypted.

const NAME = "musrenbang";
const VERSION = 1;

/** Store by store: its key, and the indexes that it is searched by. */
const STORES = {
  kunci: { keyPath: "tempat" },
  rujukan: { keyPath: "akun" },
  ketikan: { keyPath: ["akun", "halaman"] },
  draf: { keyPath: ["akun", "id"], indexes: { akun: "akun" } },
  antrean: { keyPath: ["akun", "id"], indexes: { akun: "akun" } },
  foto: { keyPath: ["akun", "id"], indexes: { usulan: ["akun", "usulan"] } },
};

/** @typedef {keyof typeof STORES} StoreName */

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** @param {IDBDatabase} database */
function build(database) {
  for (const [name, { keyPath, ...rest }] of Object.entries(STORES)) {
    if (database.objectStoreNames.contains(name)) continue;
    const store = database.createObjectStore(name, { keyPath });
    const indexes = "indexes" in rest ? rest.indexes : {};
    for (const [index, path] of Object.entries(indexes)) store.createIndex(index, path);
  }
}

/** @returns {Promise<IDBDatabase>} */
function database() {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => build(request.result);
    request.onsuccess = () => {
      const database = request.result;
      // A newer page wants to rebuild the store: do not stand in its way.
      database.onversionchange = () => {
        database.close();
        opened = null;
      };
      // Somebody cleared the browser's data: whoever goes on writing finds an empty store.
      database.onclose = () => { opened = null; };
      done(database);
    };
    request.onerror = () => {
      opened = null;
      failed(request.error);
    };
  });
  return opened;
}

/**
 * The answer to one request of the store.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function answer(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/**
 * @param {StoreName[]} names
 * @param {IDBTransactionMode} mode
 */
async function begin(names, mode) {
  try {
    return (await database()).transaction(names, mode, { durability: "strict" });
  } catch (error) {
    // Closed behind our back, before anybody said so.
    if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
    opened = null;
    return (await database()).transaction(names, mode, { durability: "strict" });
  }
}

/** @param {unknown} error */
export const isFull = (error) => error instanceof DOMException && error.name === "QuotaExceededError";

/**
 * Work within one transaction. It must wait for nothing but the store itself; if it throws,
 * nothing of it is kept. Resolves once the result is safe on the disk.
 * @template T
 * @param {StoreName[]} names
 * @param {IDBTransactionMode} mode
 * @param {(store: (name: StoreName) => IDBObjectStore) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function within(names, mode, work) {
  const transaction = await begin(names, mode);
  const finished = new Promise((done, failed) => {
    transaction.oncomplete = () => done(undefined);
    transaction.onerror = () => failed(transaction.error);
    transaction.onabort = () => failed(transaction.error ?? new Error("dibatalkan"));
  });
  finished.catch(() => {});
  let result;
  try {
    result = await work((name) => transaction.objectStore(name));
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended by itself.
    }
    throw error;
  }
  await finished;
  return result;
}

/**
 * @param {StoreName} name
 * @param {IDBValidKey} key
 * @returns {Promise<any>}
 */
export function read(name, key) {
  return within([name], "readonly", (store) => answer(store(name).get(key)));
}

/**
 * @param {StoreName} name
 * @param {object} row
 */
export async function write(name, row) {
  await within([name], "readwrite", (store) => answer(store(name).put(row)));
}

/**
 * @param {StoreName} name
 * @param {IDBValidKey} key
 */
export async function remove(name, key) {
  await within([name], "readwrite", (store) => answer(store(name).delete(key)));
}

/**
 * All rows that an index leads to.
 * @param {StoreName} name
 * @param {string} index
 * @param {IDBValidKey} key
 * @returns {Promise<any[]>}
 */
export function rowsBy(name, index, key) {
  return within([name], "readonly", (store) => answer(store(name).index(index).getAll(key)));
}

/** Whether this browser, on this address, can keep anything in safety. */
export function canKeep() {
  return typeof indexedDB !== "undefined" && Boolean(globalThis.crypto?.subtle);
}

/** Ask the browser not to throw the store away when the disk is full; it may refuse. */
export async function askToStay() {
  try {
    return (await navigator.storage?.persist?.()) ?? false;
  } catch {
    return false;
  }
}
