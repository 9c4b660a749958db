// Sending files: a place to drop them, the progress of each, what was refused and why, and where they are now.
import { createElement as h, useCallback, useEffect, useId, useRef, useState } from "react";
import { Link } from "react-router";

const AT_ONCE = 2;
const icon = (path) =>
  h("svg", { className: "pd-icon", viewBox: "0 0 24 24", "aria-hidden": true }, h("path", { d: path }));
const sized = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toLocaleString("en-US", { maximumFractionDigits: 1 })} MB`;

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

/** Send one file as the raw body; `report` hears of progress and of the end. */
function send(address, file, report) {
  const request = new XMLHttpRequest();
  request.open("POST", address);
  request.withCredentials = true;
  request.setRequestHeader("X-Filename", encodeURIComponent(file.name));
  request.setRequestHeader("X-Requested-With", "property-desk");
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.upload.onprogress = (event) => event.lengthComputable && report({ part: event.loaded / event.total });
  request.onload = () => {
    const answer = answerOf(request);
    if (request.status >= 200 && request.status < 300 && answer.document_id) {
      report({ state: "done", part: 1, id: answer.document_id, title: answer.title || file.name, note: answer.note });
      return;
    }
    const reason =
      answer.error ||
      (request.status === 413 ? "The file is too large." : request.status === 401 || request.status === 403 ? "You may not add files here, or you are signed out." : "The file could not be stored.");
    report({ state: "refused", reason });
  };
  request.onerror = () => report({ state: "refused", reason: "The connection broke. Try again." });
  request.onabort = () => report({ state: "refused", reason: "Stopped." });
  request.send(file);
  return request;
}

export function Uploader({ url, params = {}, accept = "", hint = "", documents = "/documents", compact, onDone }) {
  const [files, setFiles] = useState([]);
  const [over, setOver] = useState(false);
  const picker = useRef(null);
  const requests = useRef(new Map());
  const told = useRef(new Set());
  const number = useRef(0);
  const id = useId();
  const change = useCallback((key, next) => setFiles((all) => all.map((file) => (file.key === key ? { ...file, ...next } : file))), []);
  const add = (list) => {
    const added = [...list].map((file) => ({ key: (number.current += 1), file, state: "waiting", part: 0 }));
    if (added.length) setFiles((all) => [...all, ...added]);
  };

  useEffect(() => {
    const query = new URLSearchParams(Object.entries(params ?? {}).filter(([, value]) => value)).toString();
    const address = query ? `${url}${url.includes("?") ? "&" : "?"}${query}` : url;
    const sending = files.filter((file) => file.state === "sending").length;
    for (const file of files.filter((each) => each.state === "waiting").slice(0, AT_ONCE - sending)) {
      change(file.key, { state: "sending" });
      requests.current.set(file.key, send(address, file.file, (next) => change(file.key, next)));
    }
    const busy = files.some((file) => file.state === "waiting" || file.state === "sending");
    const fresh = files.filter((file) => file.state === "done" && !told.current.has(file.key));
    if (!busy && fresh.length) {
      for (const file of fresh) told.current.add(file.key);
      onDone?.(fresh.map((file) => file.id));
    }
  }, [files]);
  useEffect(() => {
    const warn = (event) => requests.current.size && [...requests.current.values()].some((r) => r.readyState < 4) && event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, []);

  const drop = {
    onDragOver: (event) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event) => !event.currentTarget.contains(event.relatedTarget) && setOver(false),
    onDrop: (event) => {
      event.preventDefault();
      setOver(false);
      add(event.dataTransfer.files);
    },
  };
  const left = files.filter((file) => file.state === "waiting" || file.state === "sending").length;
  const refused = files.filter((file) => file.state === "refused").length;
  const summary = !files.length
    ? ""
    : left
      ? `${files.length - left} of ${files.length} files`
      : `${files.length - refused} of ${files.length} stored${refused ? `, ${refused} refused` : ""}`;
  return h(
    "div",
    { className: `pd-upload ${compact ? "compact" : ""}` },
    h(
      "div",
      { className: `pd-drop ${over ? "over" : ""}`, ...drop },
      icon("M12 16V5M7 10l5-5 5 5M4 20h16"),
      h("span", null, "Drop files here, or "),
      h("button", { type: "button", className: "pd-btn s", onClick: () => picker.current?.click(), "aria-describedby": hint ? `${id}-hint` : undefined }, "Choose files"),
      hint && h("span", { id: `${id}-hint`, className: "pd-hint" }, hint),
      h("input", {
        ref: picker,
        type: "file",
        multiple: true,
        accept: accept || undefined,
        hidden: true,
        "aria-label": "Files",
        onChange: (event) => {
          add(event.target.files);
          event.target.value = "";
        },
      }),
    ),
    h("div", { role: "status", className: "pd-upload-summary" }, summary),
    files.length > 0 &&
      h(
        "ul",
        { className: "pd-upload-list" },
        files.map((file) =>
          h(
            "li",
            { key: file.key, "data-state": file.state },
            file.state === "done"
              ? h(Link, { to: `${documents}/${file.id}`, className: "pd-link pd-ellipsis" }, file.title)
              : h("span", { className: "pd-ellipsis" }, file.file.name),
            h("span", { className: "pd-muted pd-small pd-tab" }, sized(file.file.size)),
            file.state === "refused"
              ? h("button", { type: "button", className: "pd-btn s", onClick: () => change(file.key, { state: "waiting", part: 0 }) }, "Retry")
              : file.state === "done"
                ? h("span", { className: "pd-small pd-stored" }, icon("M5 12l5 5 9-10"), "Stored")
                : h(
                    "button",
                    { type: "button", className: "pd-btn s quiet icon", "aria-label": `Stop ${file.file.name}`, onClick: () => (requests.current.get(file.key)?.abort(), change(file.key, { state: "refused", reason: "Stopped." })) },
                    icon("M6 6l12 12M18 6L6 18"),
                  ),
            file.state === "sending" && h("progress", { value: file.part, max: 1, "aria-label": `${file.file.name}: ${Math.round(file.part * 100)}%` }),
            file.state === "refused" && h("p", { className: "pd-refusal", role: "alert" }, icon("M12 3a9 9 0 100 18 9 9 0 000-18zM12 8v5M12 16v.01"), h("span", null, file.reason)),
            file.note && h("p", { className: "pd-hint" }, file.note),
          ),
        ),
      ),
  );
}
