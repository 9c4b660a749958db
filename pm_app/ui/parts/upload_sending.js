// Sending one file: straight to the store where that takes files itself, else to the app; the same to whoever sends.
const LARGE = 4e6;
// Whether the store takes files itself, once that is known: small files then need not ask.
let direct;
// A store that could not be reached from this browser once is not tried again for every file.
let unreachable = false;

const SIGNED_OUT = { state: "waiting", signedOut: true };
const failed = (reason) => ({ state: "failed", reason });

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

function addressOf(path, item, more = {}) {
  const asked = Object.entries({ ...item.target.params, request_key: item.request_key, ...more });
  const query = new URLSearchParams(asked.filter(([, value]) => value !== "" && value != null)).toString();
  return query ? `${path}?${query}` : path;
}

/** Ask with the headers every request about a file has; the answer is the request, whatever its status. */
function ask(item, address, { body = null, headers = {}, ours = true, onProgress } = {}) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    item.request = request;
    request.open("POST", address);
    const told = ours ? { "X-Filename": encodeURIComponent(item.name.toWellFormed?.() ?? item.name), "X-Requested-With": "property-desk", ...headers } : headers;
    for (const [name, value] of Object.entries(told)) request.setRequestHeader(name, value);
    if (onProgress) request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onloadend = () => resolve(request);
    request.send(body);
  });
}

/** Say what an answer means to whoever sent the file. */
function endOf(request, item) {
  const answer = answerOf(request);
  const { status } = request;
  if (status >= 200 && status < 300 && answer.document_id) {
    return { state: answer.note ? "known" : "filed", id: answer.document_id, title: answer.title || item.name };
  }
  if (status === 401) return SIGNED_OUT;
  if (status === 0) return failed("The connection broke.");
  if (status >= 500 || status === 408) return failed(answer.error || "The file could not be stored.");
  if (status === 413) return { state: "refused", reason: answer.error || "The file is too large." };
  return { state: "refused", reason: answer.error || "The file was not taken." };
}

async function sendHere(item, report) {
  const onProgress = (part) => report(part < 1 ? { part } : { part, state: "storing" });
  const headers = { "Content-Type": "application/octet-stream" };
  return endOf(await ask(item, addressOf(item.target.url, item), { body: item.file, headers, onProgress }), item);
}

async function sendToStore(item, slot, report) {
  const form = new FormData();
  for (const [name, value] of Object.entries(slot.fields)) form.append(name, value);
  form.append("file", item.file);
  const onProgress = (part) => report(part < 1 ? { part } : { part, state: "storing" });
  const sent = await ask(item, slot.url, { body: form, ours: false, onProgress });
  if (item.stopped) return failed("Stopped.");
  // A store that this browser cannot reach, or that does not let it in, is no reason not to file the paper.
  if (sent.status === 0) {
    unreachable = true;
    return sendHere(item, report);
  }
  if (sent.status >= 300) return failed("The store did not take the file.");
  return endOf(await ask(item, addressOf("/files/arrived", item), { headers: { "X-Slot": slot.slot } }), item);
}

/** Send one file and say how it ended; `report` hears of its progress. */
export async function deliver(item, report) {
  if (item.target.url !== "/files" || unreachable || (direct === false && item.size < LARGE)) return sendHere(item, report);
  const request = await ask(item, addressOf("/files/slots", item, { size: item.size }));
  if (item.stopped) return failed("Stopped.");
  if (request.status !== 200) return endOf(request, item);
  const slot = answerOf(request);
  direct = Boolean(slot.slot);
  return direct ? sendToStore(item, slot, report) : sendHere(item, report);
}
