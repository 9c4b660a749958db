// The pages of a document, of whatever kind: scrolling, zoom, rotation, hits, thumbnails; drawn only while in view.
import { createElement as h, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Bar, Thumbs } from "./pdf_bar.jsx";
import { useFind } from "./pdf_find.js";
import { GAP, POINT, SCALES, clamp, pageAt, useCompanions, useHits, useLayout } from "./viewer_places.js";
import { Sheet } from "./viewer_sheet.jsx";

/** The page that is read stands in the address, so that a reload or a link leads back to it. */
function keepInAddress(page) {
  const here = new URL(window.location.href);
  if (page > 1) here.searchParams.set("page", page);
  else here.searchParams.delete("page");
  window.history.replaceState(window.history.state, "", here);
}

/** How far the canvas is scrolled: which pages are in view, and going to one. */
function useScroll(layout, count, start, tell) {
  const canvas = useRef(null);
  const anchor = useRef({ page: clamp(start, 1, count), part: -0.01 });
  const led = useRef(false);
  const [shown, setShown] = useState({ first: 1, last: 2, page: 1 });
  const look = useCallback(() => {
    const node = canvas.current;
    if (!node || !layout.boxes.length) return;
    const top = node.scrollTop;
    const first = pageAt(layout.boxes, top);
    const last = pageAt(layout.boxes, top + node.clientHeight);
    const middle = pageAt(layout.boxes, top + Math.min(node.clientHeight / 3, layout.boxes[0].height / 2));
    const box = layout.boxes[first - 1];
    anchor.current = { page: first, part: (top - box.top) / box.height };
    if (!led.current) tell({ at: anchor.current });
    led.current = false;
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
  const stand = ({ page, part }) => {
    const node = canvas.current;
    const box = layout.boxes[clamp(page, 1, count) - 1];
    if (!node || !box) return;
    const wanted = Math.round(box.top + part * box.height);
    if (Math.abs(node.scrollTop - wanted) < 2) return;
    led.current = true;
    node.scrollTop = wanted;
  };
  // What was at the top stays there when the pages change their size.
  useLayoutEffect(() => {
    const node = canvas.current;
    const box = layout.boxes[anchor.current.page - 1];
    if (!node || !box) return;
    node.scrollTop = box.top + anchor.current.part * box.height;
    led.current = true;
    look();
  }, [layout]);
  return { canvas, shown, look, go, stand };
}

/** Bring the hit that is looked at into view, once its page is drawn. */
function useBringing(hits, layout, { canvas, go }) {
  const seek = useRef(null);
  const placed = useRef(layout);
  placed.current = layout;
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
  return bring;
}

/** What is searched for: as it is typed, and as it was asked for. */
function useAsking(query) {
  const [text, setText] = useState(query);
  const [asked, setAsked] = useState(query);
  useEffect(() => {
    setText(query);
    setAsked(query);
  }, [query]);
  return { text, setText, asked, setAsked };
}

/** The room there is for pages. */
function useRoom(canvas, setZoom) {
  useEffect(() => {
    const node = canvas.current;
    const measure = () => setZoom((was) => ({ ...was, room: { width: node.clientWidth, height: node.clientHeight } }));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(node);
    return () => watch.disconnect();
  }, []);
}

/** Which pages are drawn by now. What is in view is drawn first; the pages beside it and the small ones wait for it. */
function useDrawn({ first, last }, count) {
  const [drawn, setDrawn] = useState(() => new Set());
  const onDrawn = useCallback((number) => setDrawn((was) => (was.has(number) ? was : new Set(was).add(number))), []);
  const onGone = useCallback((number) => setDrawn((was) => new Set([...was].filter((other) => other !== number))), []);
  let calm = true;
  for (let number = first; number <= Math.min(last, count); number += 1) calm &&= drawn.has(number);
  const wanted = [];
  for (let number = Math.max(1, first - 1); number <= Math.min(count, last + 1); number += 1) {
    if (calm || drawn.has(number) || (number >= first && number <= last)) wanted.push(number);
  }
  return { calm, wanted, drawn, onDrawn, onGone };
}

/** All pages: `pdf` is the open file and `first` the size of its first page, or `src` is the address of a picture. */
export function Pages({ pdf, src, first, count, page, query, title, hitsUrl, pane, label, onPageChange, onHits }) {
  const [sizes, setSizes] = useState(() => new Map([[1, first]]));
  const [zoom, setZoom] = useState({ fit: "width", scale: 1, room: null });
  const [rotation, setRotation] = useState(0);
  const { text, setText, asked, setAsked } = useAsking(query);
  const follow = useRef(() => {});
  const tell = useCompanions(pane, (what) => follow.current(what));
  const layout = useLayout(count, sizes, rotation, zoom);
  const scroll = useScroll(layout, count, page, tell);
  const { canvas, shown, look, go, stand } = scroll;
  const start = clamp(page, 1, count);
  const found = useFind(pdf, count, asked, start, hitsUrl, onHits);
  const hits = useHits(found, start);
  const bring = useBringing(hits, layout, scroll);
  useRoom(canvas, setZoom);
  follow.current = ({ at, fit, scale, rotation: turnedTo }) => {
    if (at) stand(at);
    if (scale) setZoom((was) => ({ ...was, fit, scale }));
    if (turnedTo !== undefined) setRotation(turnedTo);
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
    if (!layout.boxes.length || pane === "second") return undefined;
    onPageChange?.(shown.page);
    const keep = setTimeout(() => keepInAddress(shown.page), 400);
    return () => clearTimeout(keep);
  }, [shown.page]);

  const scale = layout.boxes[shown.page - 1]?.scale ?? 1;
  const zoomed = (fit, next) => {
    setZoom((was) => ({ ...was, fit, scale: next }));
    tell({ fit, scale: next });
  };
  const turn = () => {
    setRotation((rotation + 90) % 360);
    tell({ rotation: (rotation + 90) % 360 });
  };
  const actions = {
    go,
    turn,
    zoom: (by) => zoomed("", (by > 0 ? SCALES.find((s) => s > scale + 0.03) : SCALES.findLast((s) => s < scale - 0.03)) ?? scale),
    switchFit: () => zoomed(zoom.fit === "width" ? "page" : "width", zoom.scale),
    type: setText,
    find: (value) => (value === asked ? hits.step(1) : setAsked(value)),
    next: hits.step,
    clear: () => (setText(""), setAsked("")),
  };
  const { calm, wanted, drawn, onDrawn, onGone } = useDrawn(shown, layout.boxes.length);
  const sheets = wanted.map((number) => {
    const known = sizes.get(number);
    return h(Sheet, {
      key: number,
      number,
      ...layout.boxes[number - 1],
      scale: layout.boxes[number - 1].scale * POINT,
      src,
      title,
      rotation,
      turn: rotation && known ? (known.rotate + rotation) % 360 : undefined,
      hits: found.pages.get(number),
      current: hits.at?.page === number ? hits.at.k : -1,
      onSize: learn,
      onText: bring,
      drawn: drawn.has(number),
      onDrawn,
      onGone,
    });
  });
  const sheetsOf = h("div", { className: "pd-sheets", style: { height: layout.total, minWidth: layout.widest + 2 * GAP } }, sheets);
  return [
    pdf && !pane && h(Thumbs, { key: "thumbs", count, current: shown.page, sizes, hits: found.pages, calm, go }),
    h(
      "div",
      { key: "view", className: "pd-view" },
      h(Bar, { ...actions, page: shown.page, count, scale, fit: zoom.fit, text, found, hits, pane, label }),
      h("div", { ref: canvas, className: "pd-canvas", tabIndex: 0, role: "group", "aria-label": label ? `Pages of ${label}` : "Pages", onScroll: look }, sheetsOf),
    ),
  ];
}
