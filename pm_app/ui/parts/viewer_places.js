// Where pages lie in the viewer, how large they are drawn, which hit is looked at, and panes that move together.
import { useEffect, useMemo, useState } from "react";

export const GAP = 16;
export const POINT = 96 / 72;
export const SCALES = [0.1, 0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 3, 4];
export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

/** How large a page is drawn: as asked, or so that it fits the room there is. */
function scaleFor(width, height, { fit, scale, room }) {
  if (!fit) return scale;
  const wide = (room.width - 2 * GAP) / (width * POINT);
  const high = (room.height - 2 * GAP) / (height * POINT);
  return clamp(fit === "page" ? Math.min(wide, high) : Math.min(wide, 1.6), 0.02, 4);
}

/** Where every page lies, one below the other; pages not seen yet are taken to be like the first. */
export function useLayout(count, sizes, rotation, zoom) {
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

/** The number of the page that lies at a height. */
export const pageAt = (boxes, y) => {
  let low = 0;
  let high = boxes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (boxes[middle].top <= y) low = middle;
    else high = middle - 1;
  }
  return low + 1;
};

const WHOLE = 10_000;

/** A box of a page (left, top, width, height in ten-thousandths) as it lies on the page turned clockwise, in percent. */
export function turned([left, top, width, height], rotation) {
  const [x, y, w, h] =
    rotation === 90
      ? [WHOLE - top - height, left, height, width]
      : rotation === 180
        ? [WHOLE - left - width, WHOLE - top - height, width, height]
        : rotation === 270
          ? [top, WHOLE - left - width, height, width]
          : [left, top, width, height];
  return { left: `${x / 100}%`, top: `${y / 100}%`, width: `${w / 100}%`, height: `${h / 100}%` };
}

/** Hits in the order of the document, and the one that is looked at. */
export function useHits(found, start) {
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

const panes = new Set();

/** Let this pane follow what another one does, and tell the others what this one does. */
export function useCompanions(pane, follow) {
  const told = useMemo(() => ({ pane, follow: null }), [pane]);
  told.follow = follow;
  useEffect(() => {
    if (!pane) return undefined;
    panes.add(told);
    return () => panes.delete(told);
  }, [told, pane]);
  return useMemo(
    () => (what) => {
      if (pane) panes.forEach((other) => other !== told && other.follow(what));
    },
    [told, pane],
  );
}
