// The files on their way: a queue of the whole browser tab, outside of every page, so that leaving one stops nothing.
import { deliver } from "./upload_sending.js";

const AT_ONCE = 3;
const TOLD_EVERY = 150;
const BROKEN_IN_A_ROW = 3;
const PASSED_OVER = new Set([".ds_store", "thumbs.db", "desktop.ini"]);
export const OPEN = new Set(["waiting", "sending", "storing"]);

const items = [];
const listeners = new Set();
const targets = [];
const nothing = { items, counts: {}, total: 0, open: 0, part: 0, looking: 0, paused: "", turn: 0 };
let snapshot = nothing;
let telling = 0;
let looking = 0;
let paused = "";
let broken = 0;
let number = 0;
// Where the next waiting file may be found: everything before it has been begun.
let first = 0;

export const subscribe = (listener) => (listeners.add(listener), () => listeners.delete(listener));
export const now = () => snapshot;
export const before = () => nothing;
/** A new edition, or the renewal of one paper, is one file. */
export const takesOne = (target) => Boolean(target.params.document_id || target.params.renews);
export const keyOf = (target) => JSON.stringify([target.url, target.params]);

function tell() {
  if (telling) return;
  telling = setTimeout(() => {
    telling = 0;
    const counts = {};
    let sent = 0;
    for (const item of items) {
      counts[item.state] = (counts[item.state] ?? 0) + 1;
      sent += OPEN.has(item.state) ? item.part : 1;
    }
    const open = items.reduce((sum, item) => sum + OPEN.has(item.state), 0);
    snapshot = { items, counts, total: items.length, open, part: items.length ? sent / items.length : 0, looking, paused, turn: snapshot.turn + 1 };
    for (const listener of listeners) listener();
  }, TOLD_EVERY);
}

function change(item, next) {
  Object.assign(item, next);
  tell();
}

function ended(item, end) {
  if (item.state === "refused" && item.stopped) return;
  change(item, { part: 1, ...end, request: undefined });
  if (end.state === "failed") broken += 1;
  else broken = 0;
  if (end.signedOut) {
    paused = "You are signed out. Sign in again in another tab, then go on.";
    change(item, { state: "waiting", part: 0 });
    first = Math.min(first, items.indexOf(item));
  } else if (broken >= BROKEN_IN_A_ROW) {
    paused = "The connection broke several times.";
  }
  work();
}

/** Send as many files as may be on their way at once; as each ends the next begins. */
function work() {
  let sending = items.reduce((sum, item) => sum + (item.state === "sending" || item.state === "storing"), 0);
  while (!paused && sending < AT_ONCE) {
    while (first < items.length && items[first].state !== "waiting") first += 1;
    if (first >= items.length) break;
    const item = items[first];
    sending += 1;
    change(item, { state: "sending", part: 0, reason: "" });
    deliver(item, (next) => item.state !== "refused" && change(item, next)).then(
      (end) => ended(item, end),
      () => ended(item, { state: "failed", reason: "The connection broke." }),
    );
  }
  tell();
}

const wanted = (file) => !PASSED_OVER.has(file.name.toLowerCase()) && !file.name.startsWith("~$");
const uuid = () => globalThis.crypto?.randomUUID?.() ?? "";

/** Put files into the queue; `target` says where they are sent and what they belong to. */
export function add(files, target) {
  const only = takesOne(target) ? files.slice(0, 1) : files;
  for (const file of only) {
    if (!wanted(file)) continue;
    number += 1;
    items.push({ key: number, name: file.name, size: file.size, file, target, owner: keyOf(target), request: undefined, request_key: uuid(), state: "waiting", part: 0, reason: "" });
  }
  work();
}

const entriesOf = (reader) => new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
const fileOf = (entry) => new Promise((resolve) => entry.file(resolve, () => resolve(null)));

async function walk(entry, target) {
  if (entry.isFile) {
    const file = await fileOf(entry);
    if (file) add([file], target);
    return;
  }
  const reader = entry.createReader();
  for (let some = await entriesOf(reader); some.length; some = await entriesOf(reader)) {
    for (const inner of some) if (inner.isFile || !inner.name.startsWith(".")) await walk(inner, target);
  }
}

/** Take what was dropped, folders with all that is in them. */
export function drop(transfer, target) {
  const entries = [...(transfer.items ?? [])].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return add([...transfer.files], target);
  looking += 1;
  tell();
  return (async () => {
    for (const entry of entries) await walk(entry, target);
    looking -= 1;
    tell();
  })();
}

export function retry(item) {
  if (OPEN.has(item.state) || item.state === "filed" || item.state === "known") return;
  Object.assign(item, { state: "waiting", part: 0, reason: "", stopped: false });
  first = Math.min(first, items.indexOf(item));
  goOn();
}

export function retryAll() {
  for (const item of items) if (item.state === "failed") retry(item);
}

export function goOn() {
  paused = "";
  broken = 0;
  work();
}

export function stop(item) {
  if (!OPEN.has(item.state)) return;
  const request = item.request;
  change(item, { state: "refused", reason: "Stopped.", stopped: true, request: undefined });
  request?.abort();
  work();
}

export function stopAll() {
  for (const item of items) stop(item);
}

/** Forget what has ended. */
export function clear() {
  const left = items.filter((item) => OPEN.has(item.state));
  items.splice(0, items.length, ...left);
  first = 0;
  tell();
}

/** Files dropped anywhere on the page go to the target that was named last. */
export function aim(target) {
  targets.push(target);
  return () => targets.splice(targets.indexOf(target), 1);
}

export const aimedAt = () => targets.at(-1);

if (typeof window !== "undefined") {
  window.addEventListener("beforeunload", (event) => {
    if (items.some((item) => OPEN.has(item.state))) event.preventDefault();
  });
}
