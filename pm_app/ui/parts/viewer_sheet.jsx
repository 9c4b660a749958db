// One page as it is drawn: of a PDF with its text over it, or a picture; and the hits of a page that is a picture.
import { createElement as h, memo, useCallback, useEffect } from "react";
import { Page } from "react-pdf";
import { marked } from "./pdf_find.js";
import { turned } from "./viewer_places.js";

/** What was searched for on a page without letters of its own, by the boxes of its words. */
function Marks({ hits, current, rotation }) {
  return (hits ?? []).flatMap((hit, place) =>
    (hit.boxes ?? []).map((box, part) =>
      h("mark", {
        key: `${place}-${part}`,
        className: `pd-box ${place === current ? "current" : ""}`,
        style: turned(box, rotation),
      }),
    ),
  );
}

function Picture({ number, src, title, width, height, rotation, onDrawn }) {
  const across = rotation % 180 !== 0;
  return h("img", {
    className: "pd-drawn",
    src,
    alt: title,
    draggable: false,
    onLoad: () => onDrawn(number),
    style: {
      width: across ? height : width,
      height: across ? width : height,
      transform: `translate(-50%, -50%) rotate(${rotation}deg)`,
    },
  });
}

function PdfPage({ number, scale, turn, hits, current, onSize, onText, onDrawn }) {
  const renderText = useCallback(({ str, itemIndex }) => marked(str, itemIndex, hits, current), [hits, current]);
  return h(Page, {
    pageNumber: number,
    scale,
    rotate: turn,
    devicePixelRatio: Math.min(2, window.devicePixelRatio || 1),
    customTextRenderer: renderText,
    loading: null,
    error: h("p", { className: "pd-sheet-error" }, "This page cannot be shown."),
    onLoadSuccess: (page) => onSize(number, page),
    onRenderTextLayerSuccess: () => onText(number),
    onRenderSuccess: () => onDrawn(number),
    onRenderError: () => onDrawn(number),
    onLoadError: () => onDrawn(number),
  });
}

/** A page where it lies; `src` is there for a picture, else it is a page of the PDF that is open. */
export const Sheet = memo(function Sheet({ number, top, width, height, scale, src, title, turn, rotation, hits, current, drawn, onSize, onText, onDrawn, onGone }) {
  useEffect(() => () => onGone(number), []);
  useEffect(() => {
    if (current >= 0) onText(number);
  }, [hits, current]);
  const content = src
    ? h(Picture, { number, src, title, width, height, rotation, onDrawn })
    : h(PdfPage, { number, scale, turn, hits, current, onSize, onText, onDrawn });
  return h(
    "div",
    { className: "pd-sheet", "data-page": number, "data-drawn": drawn ? "" : undefined, style: { top, width, height } },
    content,
    h(Marks, { hits, current, rotation }),
  );
});
