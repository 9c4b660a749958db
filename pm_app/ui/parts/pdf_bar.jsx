// The line above the pages, and the strip of thumbnails beside them.
import { createElement as h, useEffect, useRef, useState } from "react";
import { Page } from "react-pdf";

const icon = (path) =>
  h("svg", { className: "pd-icon", viewBox: "0 0 24 24", "aria-hidden": true }, h("path", { d: path }));
const press = (label, path, onClick, more) =>
  h("button", { type: "button", className: "pd-btn ghost s icon", "aria-label": label, title: label, onClick, ...more }, icon(path));

/** Page box, zoom, fit, rotate, find; and the keys for them. */
export function Bar({ page, count, scale, fit, text, found, hits, pane, label, go, zoom, turn, switchFit, type, find, next, clear }) {
  const box = useRef(null);
  const field = useRef(null);
  const live = useRef(null);
  live.current = { page, go, zoom, turn, next, clear: text ? clear : null };
  useEffect(() => {
    if (box.current && document.activeElement !== box.current) box.current.value = page;
  }, [page]);
  useEffect(() => {
    // Of two panes the first answers to the keys, and the second follows it.
    if (pane === "second") return undefined;
    const keys = (event) => {
      const busy = event.target.closest?.("input, textarea, select, [contenteditable=true], [role=dialog], [role=menu]");
      if (busy || event.ctrlKey || event.metaKey || event.altKey) return;
      const acts = {
        ArrowLeft: () => live.current.go(live.current.page - 1),
        ArrowRight: () => live.current.go(live.current.page + 1),
        "+": () => live.current.zoom(1),
        "=": () => live.current.zoom(1),
        "-": () => live.current.zoom(-1),
        f: () => field.current?.select(),
        r: () => live.current.turn(),
        n: () => live.current.next(1),
        N: () => live.current.next(-1),
        Escape: live.current.clear,
      };
      if (!acts[event.key]) return;
      event.preventDefault();
      acts[event.key]();
    };
    window.addEventListener("keydown", keys);
    return () => window.removeEventListener("keydown", keys);
  }, []);
  const jump = () => {
    const wanted = Number.parseInt(box.current.value, 10);
    if (wanted >= 1) go(Math.min(count, wanted));
    else box.current.value = page;
  };
  const said = !found.query
    ? ""
    : hits.count
      ? `${hits.place >= 0 ? hits.place + 1 : "–"} of ${hits.count}${found.done ? "" : "…"}`
      : !found.done
        ? "Looking…"
        : found.readable
          ? "Not found"
          : "No text to search";
  const typed = (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.shiftKey) next(-1);
      else find(event.target.value.trim());
    }
    if (event.key === "Escape") {
      clear();
      event.target.blur();
    }
  };
  return h(
    "div",
    { className: "pd-viewbar", role: "toolbar", "aria-label": label ? `Viewer of ${label}` : "Viewer" },
    label && h("span", { className: "pd-strong pd-pane" }, label),
    press("Previous page", "M15 6l-6 6 6 6", () => go(page - 1), { disabled: page <= 1 }),
    h("input", {
      ref: box,
      className: "pd-pagebox",
      "aria-label": "Page",
      inputMode: "numeric",
      defaultValue: page,
      onFocus: (event) => event.target.select(),
      onBlur: jump,
      onKeyDown: (event) => event.key === "Enter" && jump(),
    }),
    h("span", { className: "pd-muted pd-small pd-tab pd-of" }, `of ${count.toLocaleString("en-US")}`),
    press("Next page", "M9 6l6 6-6 6", () => go(page + 1), { disabled: page >= count }),
    h("span", { className: "sep" }),
    press("Zoom out", "M5 12h14", () => zoom(-1)),
    h("span", { className: "pd-small pd-tab pd-zoom" }, `${Math.round(scale * 100)}%`),
    press("Zoom in", "M12 5v14M5 12h14", () => zoom(1)),
    press(fit === "width" ? "Fit page" : "Fit width", fit === "width" ? "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" : "M3 12h18M7 8l-4 4 4 4M17 8l4 4-4 4", switchFit),
    press("Rotate", "M20 12a8 8 0 11-3-6.2M20 3v5h-5", turn),
    h(
      "div",
      { className: "pd-find", role: "search" },
      h("input", {
        ref: field,
        className: "pd-input",
        type: "text",
        "aria-label": label ? `Find in ${label}` : "Find in document",
        placeholder: "Find in document",
        value: text,
        maxLength: 200,
        onChange: (event) => type(event.target.value),
        onKeyDown: typed,
      }),
      h("span", { className: "pd-small pd-muted pd-tab pd-found-count", role: "status" }, said),
      press("Previous hit", "M6 15l6-6 6 6", () => next(-1), { disabled: !hits.count }),
      press("Next hit", "M6 9l6 6 6-6", () => next(1), { disabled: !hits.count }),
      text && press("Clear find", "M6 6l12 12M18 6L6 18", clear),
    ),
  );
}

const WIDTH = 68;
const LABEL = 32;

/** Small pages, drawn only while they are in view, one after the other, and only while nothing larger is drawn. */
export function Thumbs({ count, current, sizes, hits, calm, go }) {
  const [drawn, setDrawn] = useState(() => new Set());
  const strip = useRef(null);
  const [top, setTop] = useState(0);
  const [high, setHigh] = useState(800);
  const usual = sizes.get(1) ?? { width: 612, height: 792 };
  const tall = Math.min(140, Math.round((WIDTH * usual.height) / usual.width));
  const each = tall + LABEL;
  useEffect(() => {
    const node = strip.current;
    const watch = new ResizeObserver(() => setHigh(node.clientHeight));
    watch.observe(node);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const node = strip.current;
    const wanted = (current - 1) * each;
    if (wanted < node.scrollTop || wanted + each > node.scrollTop + node.clientHeight - 24) {
      node.scrollTop = wanted - node.clientHeight / 2 + each / 2;
    }
  }, [current, each]);
  const first = Math.max(1, Math.floor(top / each));
  const last = Math.min(count, Math.ceil((top + high) / each) + 2);
  const items = [];
  let next = 0;
  for (let number = first; number <= last; number += 1) {
    if (calm && !drawn.has(number) && (!next || Math.abs(number - current) < Math.abs(next - current))) next = number;
  }
  const done = (number) => setDrawn((was) => new Set(was).add(number));
  for (let number = first; number <= last; number += 1) {
    const size = sizes.get(number) ?? usual;
    const width = Math.min(WIDTH, (tall * size.width) / size.height);
    items.push(
      h(
        "button",
        {
          key: number,
          type: "button",
          style: { top: 12 + (number - 1) * each, height: each - 8 },
          "aria-label": `Page ${number}${hits.has(number) ? `, ${hits.get(number).length} found` : ""}`,
          "aria-current": number === current ? "page" : undefined,
          className: hits.has(number) ? "hit" : "",
          onClick: () => go(number),
        },
        h(
          "i",
          { style: { height: tall } },
          (drawn.has(number) || number === next) &&
            h(Page, {
              pageNumber: number,
              width,
              renderTextLayer: false,
              renderAnnotationLayer: false,
              devicePixelRatio: 1.5,
              loading: null,
              error: "",
              onRenderSuccess: () => done(number),
              onRenderError: () => done(number),
              onLoadError: () => done(number),
            }),
        ),
        h("span", null, number),
      ),
    );
  }
  return h(
    "nav",
    { className: "pd-thumbs", ref: strip, "aria-label": "Pages", tabIndex: 0, onScroll: (event) => setTop(event.currentTarget.scrollTop) },
    h("div", { style: { height: count * each + 24, position: "relative" } }, items),
  );
}
