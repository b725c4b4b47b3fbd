// How long to wait before sending again.

const FIRST_MS = 5_000;
const LONGEST_MS = 5 * 60_000;
/** A server that asks for more than an hour is not believed. */
const LONGEST_ASKED_MS = 60 * 60_000;

/**
 * Doubles with every failure up to five minutes, and scatters a little, so that a whole
 * kelurahan does not come back in the same second. What the server asked for is waited for.
 * @param {number} failures how many in a row, from 1
 * @param {number} [askedMs] what the server asked for
 * @param {() => number} [random]
 * @returns {number} milliseconds
 */
export function pause(failures, askedMs = 0, random = Math.random) {
  const doubled = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  const scattered = doubled * (0.8 + 0.2 * random());
  return Math.round(Math.max(scattered, Math.min(askedMs, LONGEST_ASKED_MS)));
}

/**
 * When something is due that waits. A clock that was set back would hold it for as long as it went
 * wrong: then it is due now.
 * @param {number} until
 * @param {number} now
 * @param {number} [since] when the wait began
 * @returns {number}
 */
export function dueAt(until, now, since = 0) {
  return now < since || until - now > LONGEST_ASKED_MS ? now : until;
}

/** When the way itself was at fault, the whole queue waits, not only the one that met with it. */
export class Pace {
  constructor() {
    this.failures = 0;
    this.since = 0;
    this.until = 0;
  }

  /**
   * @param {number} now
   * @param {number} [askedMs]
   * @param {() => number} [random]
   */
  failed(now, askedMs = 0, random = Math.random) {
    this.failures += 1;
    this.since = now;
    this.until = now + pause(this.failures, askedMs, random);
  }

  worked() {
    this.failures = 0;
    this.until = 0;
  }

  /** @param {number} now */
  dueAt(now) {
    return dueAt(this.until, now, this.since);
  }
}

/**
 * The Retry-After header, in seconds or as a date.
 * @param {string | null} header
 * @param {number} [now]
 * @returns {number} milliseconds, zero where it says nothing
 */
export function askedPause(header, now = Date.now()) {
  if (!header) return 0;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? 0 : Math.max(0, until - now);
}
