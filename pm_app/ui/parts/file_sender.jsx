// Sending one file: a place to drop it, its progress, what was refused and why.
import { createElement as h, useEffect, useId, useRef, useState } from "react";

const icon = (path) =>
  h("svg", { className: "pd-icon", viewBox: "0 0 24 24", "aria-hidden": true }, h("path", { d: path }));
const ALERT = "M12 3a9 9 0 100 18 9 9 0 000-18zM12 8v5M12 16v.01";

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

function refusalOf(request, answer) {
  if (answer.error) return answer.error;
  if (request.status === 413) return "The file is too large.";
  return request.status === 401 ? "You are signed out. Sign in again." : "The file could not be taken. Try again.";
}

export function FileSender({ url, label, accept = "", hint = "", onDone }) {
  const [state, setState] = useState({ now: "idle", part: 0, name: "", refusal: "" });
  const [over, setOver] = useState(false);
  const picker = useRef(null);
  const request = useRef(null);
  const id = useId();
  useEffect(() => () => request.current?.abort(), []);
  const send = (file) => {
    if (!file || state.now === "sending") return;
    const asked = new XMLHttpRequest();
    request.current = asked;
    setState({ now: "sending", part: 0, name: file.name, refusal: "" });
    const refuse = (refusal) => setState({ now: "refused", part: 0, name: file.name, refusal });
    asked.open("POST", url);
    asked.setRequestHeader("X-Filename", encodeURIComponent(file.name));
    asked.setRequestHeader("X-Requested-With", "property-desk");
    asked.setRequestHeader("Content-Type", "application/octet-stream");
    asked.upload.onprogress = (event) => event.lengthComputable && setState((s) => ({ ...s, part: event.loaded / event.total }));
    asked.onload = () => {
      const answer = answerOf(asked);
      if (asked.status < 200 || asked.status >= 300 || !answer.done) return refuse(refusalOf(asked, answer));
      setState({ now: "idle", part: 0, name: "", refusal: "" });
      onDone?.(answer.done, file.name);
      return undefined;
    };
    asked.onerror = () => refuse("The connection broke. Try again.");
    asked.onabort = () => refuse("Stopped.");
    asked.send(file);
  };
  const drop = {
    onDragOver: (event) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event) => !event.currentTarget.contains(event.relatedTarget) && setOver(false),
    onDrop: (event) => {
      event.preventDefault();
      setOver(false);
      send(event.dataTransfer.files[0]);
    },
  };
  const sending = state.now === "sending";
  return h(
    "div",
    { className: "pd-upload" },
    h(
      "div",
      { className: `pd-drop ${over ? "over" : ""}`, ...drop },
      icon("M12 16V5M7 10l5-5 5 5M4 20h16"),
      sending
        ? h("span", { role: "status" }, state.part < 1 ? `Sending ${state.name}: ${Math.round(state.part * 100)}%` : `Looking at ${state.name}…`)
        : h("span", null, "Drop a file here, or "),
      sending
        ? h("button", { type: "button", className: "pd-btn s", onClick: () => request.current?.abort() }, "Stop")
        : h("button", { type: "button", className: "pd-btn s", onClick: () => picker.current?.click(), "aria-describedby": hint ? `${id}-hint` : undefined }, label),
      hint && h("span", { id: `${id}-hint`, className: "pd-hint" }, hint),
      h("input", {
        ref: picker,
        type: "file",
        accept: accept || undefined,
        hidden: true,
        "aria-label": label,
        onChange: (event) => {
          send(event.target.files[0]);
          event.target.value = "";
        },
      }),
    ),
    state.refusal && h("p", { className: "pd-refusal", role: "alert" }, icon(ALERT), h("span", null, state.refusal)),
  );
}
