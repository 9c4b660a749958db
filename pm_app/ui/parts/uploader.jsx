// A place for files: dropped here or anywhere on the page, or chosen; the tray at the foot shows what becomes of them.
import { createElement as h, useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { add, aim, before, drop, keyOf, now, OPEN, subscribe, takesOne } from "./upload_queue.js";

const TOLD_EVERY = 4000;
const icon = (path) =>
  h("svg", { className: "pd-icon", viewBox: "0 0 24 24", "aria-hidden": true }, h("path", { d: path }));

/** Tell the page of what was filed here: at the end, and from time to time while there is more. */
function useTelling(owner, onDone) {
  const { turn, items } = useSyncExternalStore(subscribe, now, before);
  const told = useRef(null);
  const last = useRef(0);
  useEffect(() => {
    const done = items.filter((item) => item.owner === owner && item.id);
    told.current ??= new Set(done.map((item) => item.key));
    const fresh = done.filter((item) => !told.current.has(item.key));
    const busy = items.some((item) => item.owner === owner && OPEN.has(item.state));
    if (!fresh.length || (busy && Date.now() - last.current < TOLD_EVERY)) return;
    for (const item of fresh) told.current.add(item.key);
    last.current = Date.now();
    onDone?.(fresh.map((item) => item.id));
  }, [turn, owner]);
}

export function Uploader({ url, params = {}, accept = "", hint = "", compact, onDone }) {
  const [over, setOver] = useState(false);
  const picker = useRef(null);
  const id = useId();
  const target = { url, params: Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, String(value ?? "")])) };
  const owner = keyOf(target);
  const single = takesOne(target);
  useTelling(owner, onDone);
  useEffect(() => aim(target), [owner]);
  const handlers = {
    onDragOver: (event) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event) => !event.currentTarget.contains(event.relatedTarget) && setOver(false),
    onDrop: (event) => {
      event.preventDefault();
      setOver(false);
      if (single) add([...event.dataTransfer.files], target);
      else drop(event.dataTransfer, target);
    },
  };
  return h(
    "div",
    { className: `pd-upload ${compact ? "compact" : ""}` },
    h(
      "div",
      { className: `pd-drop ${over ? "over" : ""}`, ...handlers },
      icon("M12 16V5M7 10l5-5 5 5M4 20h16"),
      h("span", null, single ? "Drop a file here, or " : "Drop files or folders anywhere on this page, or "),
      h("button", { type: "button", className: "pd-btn s", onClick: () => picker.current?.click(), "aria-describedby": hint ? `${id}-hint` : undefined }, single ? "Choose a file" : "Choose files"),
      hint && h("span", { id: `${id}-hint`, className: "pd-hint" }, hint),
      h("input", {
        ref: picker,
        type: "file",
        multiple: !single,
        accept: accept || undefined,
        hidden: true,
        "aria-label": "Files",
        onChange: (event) => {
          add([...event.target.files], target);
          event.target.value = "";
        },
      }),
    ),
  );
}
