// The document viewer: pages as they come into view, thumbnails, zoom, rotation, finding words.
import { createElement as h, memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Document, Page } from "react-pdf";
import "react-pdf/dist/Page/AnnotationLayer.css";
import "react-pdf/dist/Page/TextLayer.css";
import { OPENING } from "./pdf_files.js";
import { marked, useFind } from "./pdf_find.js";
import { Bar, Thumbs } from "./pdf_bar.jsx";

const GAP = 16;
const POINT = 96 / 72;
const SCALES = [0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 3, 4];
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

const Sheet = memo(function Sheet({ number, top, width, height, scale, turn, hits, current, onSize, onText }) {
  const renderText = useCallback(({ str, itemIndex }) => marked(str, itemIndex, hits, current), [hits, current]);
  return h(
    "div",
    { className: "pd-sheet", "data-page": number, style: { top, width, height } },
    h(Page, {
      pageNumber: number,
      scale,
      rotate: turn,
      devicePixelRatio: Math.min(2, window.devicePixelRatio || 1),
      customTextRenderer: renderText,
      loading: null,
      error: h("p", { className: "pd-sheet-error" }, "This page cannot be shown."),
      onLoadSuccess: (page) => onSize(number, page),
      onRenderTextLayerSuccess: () => onText(number),
    }),
  );
});

/** How large a page is drawn: as asked, or so that it fits the room there is. */
function scaleFor(width, height, { fit, scale, room }) {
  if (!fit) return scale;
  const wide = (room.width - 2 * GAP) / (width * POINT);
  const high = (room.height - 2 * GAP) / (height * POINT);
  return clamp(fit === "page" ? Math.min(wide, high) : Math.min(wide, 1.6), 0.02, 4);
}

/** Where every page lies, one below the other; pages not seen yet are taken to be like the first. */
function useLayout(count, sizes, rotation, zoom) {
  return useMemo(() => {
    const boxes = [];
    let top = GAP;
    let widest = 0;
    if (!zoom.room) return { boxes, total: 0, widest };
    const usual = sizes.get(1) ?? { width: 612, height: 792 };
    const across = rotation % 180 !== 0;
    for (let number = 1; number <= count; number += 1) {
      const size = sizes.get(number) ?? usual;
      const [w, h] = across ? [size.height, size.width] : [size.width, size.height];
      const scale = scaleFor(w, h, zoom);
      const box = { top, width: Math.round(w * scale * POINT), height: Math.round(h * scale * POINT), scale };
      boxes.push(box);
      top += box.height + GAP;
      widest = Math.max(widest, box.width);
    }
    return { boxes, total: top, widest };
  }, [count, sizes, rotation, zoom]);
}

const pageAt = (boxes, y) => {
  let low = 0;
  let high = boxes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (boxes[middle].top <= y) low = middle;
    else high = middle - 1;
  }
  return low + 1;
};

/** Hits in the order of the document, and the one that is looked at. */
function useHits(found, start) {
  const [at, setAt] = useState(null);
  const all = useMemo(
    () => [...found.pages.keys()].sort((a, b) => a - b).flatMap((page) => found.pages.get(page).map((_, k) => ({ page, k }))),
    [found],
  );
  useEffect(() => setAt(null), [found.query]);
  useEffect(() => {
    if (!at && all.length) setAt(all.find((hit) => hit.page >= start) ?? (found.done ? all[0] : null));
  }, [all, at, found.done]);
  const place = at ? all.findIndex((hit) => hit.page === at.page && hit.k === at.k) : -1;
  const step = (by) => all.length && setAt(all[(Math.max(place, by > 0 ? -1 : 0) + by + all.length) % all.length]);
  return { at, place, step, count: all.length };
}

function Viewer({ url, page = 1, query = "", title = "Document", onPageCount, onPageChange, onHits }) {
  const [pdf, setPdf] = useState(null);
  const [failure, setFailure] = useState("");
  const [sizes, setSizes] = useState(() => new Map());
  const [zoom, setZoom] = useState({ fit: "width", scale: 1, room: null });
  const [rotation, setRotation] = useState(0);
  const [shown, setShown] = useState({ first: 1, last: 2, page: 1 });
  const [text, setText] = useState(query);
  const [asked, setAsked] = useState(query);
  const canvas = useRef(null);
  const anchor = useRef({ page: 1, part: 0 });
  const count = pdf?.numPages ?? 0;
  const layout = useLayout(count, sizes, rotation, zoom);
  const found = useFind(pdf, asked, clamp(page, 1, count || 1), onHits);
  const hits = useHits(found, clamp(page, 1, count || 1));
  const seek = useRef(null);
  const placed = useRef(layout);
  placed.current = layout;

  useEffect(() => {
    setText(query);
    setAsked(query);
  }, [query]);

  const look = useCallback(() => {
    const node = canvas.current;
    if (!node || !layout.boxes.length) return;
    const top = node.scrollTop;
    const first = pageAt(layout.boxes, top);
    const last = pageAt(layout.boxes, top + node.clientHeight);
    const middle = pageAt(layout.boxes, top + Math.min(node.clientHeight / 3, layout.boxes[0].height / 2));
    const box = layout.boxes[first - 1];
    anchor.current = { page: first, part: (top - box.top) / box.height };
    setShown((was) => (was.first === first && was.last === last && was.page === middle ? was : { first, last, page: middle }));
  }, [layout]);

  const go = useCallback(
    (number) => {
      const node = canvas.current;
      const box = layout.boxes[clamp(number, 1, count) - 1];
      if (!node || !box) return;
      node.scrollTop = box.top - GAP / 2;
      look();
    },
    [layout, count, look],
  );

  // What was at the top stays there when the pages change their size.
  useLayoutEffect(() => {
    const node = canvas.current;
    const box = layout.boxes[anchor.current.page - 1];
    if (!node || !box) return;
    node.scrollTop = box.top + anchor.current.part * box.height;
    look();
  }, [layout]);

  useEffect(() => {
    const node = canvas.current;
    if (!node) return undefined;
    const measure = () => setZoom((was) => ({ ...was, room: { width: node.clientWidth, height: node.clientHeight } }));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(node);
    return () => watch.disconnect();
  }, [pdf]);

  const opened = async (document) => {
    const first = await document.getPage(1);
    const view = first.getViewport({ scale: 1 });
    anchor.current = { page: clamp(page, 1, document.numPages), part: -0.01 };
    setSizes(new Map([[1, { width: view.width, height: view.height, rotate: first.rotate }]]));
    setPdf(document);
    onPageCount?.(document.numPages);
  };
  const learn = useCallback((number, loaded) => {
    const view = loaded.getViewport({ scale: 1 });
    setSizes((was) => {
      const known = was.get(number);
      if (known && known.width === view.width && known.height === view.height) return was;
      return new Map(was).set(number, { width: view.width, height: view.height, rotate: loaded.rotate });
    });
  }, []);

  useEffect(() => {
    if (layout.boxes.length) go(page);
  }, [page]);

  useEffect(() => {
    if (!layout.boxes.length) return undefined;
    onPageChange?.(shown.page);
    const keep = setTimeout(() => {
      const here = new URL(window.location.href);
      if (shown.page > 1) here.searchParams.set("page", shown.page);
      else here.searchParams.delete("page");
      window.history.replaceState(window.history.state, "", here);
    }, 400);
    return () => clearTimeout(keep);
  }, [shown.page]);

  const bring = useCallback((number) => {
    if (seek.current !== number) return;
    const mark = canvas.current?.querySelector(`[data-page="${number}"] mark.current`);
    if (!mark) return;
    seek.current = null;
    // Where the hit is seen from the top of its page, the page begins there; else the hit stands in the middle.
    const node = canvas.current;
    const box = placed.current.boxes[number - 1];
    const depth = mark.getBoundingClientRect().bottom - node.getBoundingClientRect().top + node.scrollTop - (box?.top ?? 0);
    if (box && depth < node.clientHeight - GAP) node.scrollTop = box.top - GAP / 2;
    else mark.scrollIntoView({ block: "center", inline: "nearest" });
  }, []);
  useEffect(() => {
    if (!hits.at) return undefined;
    seek.current = hits.at.page;
    const box = layout.boxes[hits.at.page - 1];
    const node = canvas.current;
    if (node && box && (box.top > node.scrollTop + node.clientHeight || box.top + box.height < node.scrollTop)) go(hits.at.page);
    const later = setTimeout(() => bring(hits.at.page), 150);
    return () => clearTimeout(later);
  }, [hits.at]);

  const scale = layout.boxes[shown.page - 1]?.scale ?? 1;
  const zoomBy = (by) => {
    const next = by > 0 ? SCALES.find((s) => s > scale + 0.03) : SCALES.findLast((s) => s < scale - 0.03);
    setZoom((was) => ({ ...was, fit: "", scale: next ?? scale }));
  };
  const actions = {
    go,
    zoom: zoomBy,
    turn: () => setRotation((now) => (now + 90) % 360),
    switchFit: () => setZoom((was) => ({ ...was, fit: was.fit === "width" ? "page" : "width" })),
    type: setText,
    find: (value) => (value === asked ? hits.step(1) : setAsked(value)),
    next: hits.step,
    clear: () => (setText(""), setAsked("")),
  };

  const sheets = [];
  for (let number = Math.max(1, shown.first - 1); number <= Math.min(layout.boxes.length, shown.last + 1); number += 1) {
    const known = sizes.get(number);
    sheets.push(
      h(Sheet, {
        key: number,
        number,
        ...layout.boxes[number - 1],
        scale: layout.boxes[number - 1].scale * POINT,
        turn: rotation && known ? (known.rotate + rotation) % 360 : undefined,
        hits: found.pages.get(number),
        current: hits.at?.page === number ? hits.at.k : -1,
        onSize: learn,
        onText: bring,
      }),
    );
  }
  const broken = failure && h("div", { className: "pd-viewer-failed", role: "alert" }, h("h2", null, "This file cannot be shown"), h("p", null, failure));
  return h(
    "div",
    { className: "pd-viewer", role: "region", "aria-label": `Pages of ${title}` },
    broken || h(
      Document,
      {
        file: url,
        options: OPENING,
        className: "pd-viewer-inside",
        loading: h("div", { className: "pd-viewer-wait", role: "status" }, h("span", { className: "pd-sr" }, "Opening the document")),
        error: null,
        noData: h("div", { className: "pd-viewer-wait" }),
        onLoadSuccess: opened,
        onPassword: () => setFailure("It is protected by a password. Download it and open it with its password."),
        onLoadError: () => setFailure((known) => known || "It is damaged, or it could not be fetched. Reload the page, or download the file and open it."),
        externalLinkTarget: "_blank",
      },
      pdf && h(Thumbs, { count, current: shown.page, sizes, hits: found.pages, go }),
      h(
        "div",
        { className: "pd-view" },
        pdf && h(Bar, { ...actions, page: shown.page, count, scale, fit: zoom.fit, text, found, hits }),
        h(
          "div",
          { ref: canvas, className: "pd-canvas", tabIndex: 0, role: "group", "aria-label": "Pages", onScroll: look },
          h("div", { className: "pd-sheets", style: { height: layout.total, minWidth: layout.widest + 2 * GAP } }, sheets),
        ),
      ),
    ),
  );
}

/** The viewer; another file starts it anew. */
export const PdfViewer = (props) => h(Viewer, { key: props.url, ...props });
