// Finding words in a document: hits by page, and where in the text pieces of a page they lie.
import { useEffect, useRef, useState } from "react";

const SAME = { "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "\u00ad": "" };
const small = (char) => {
  const lower = (SAME[char] ?? char).toLowerCase();
  return lower.length === 1 ? lower : char;
};

/** The text of a page in one line, with the piece and the place each letter came from. */
function lined(items) {
  let text = "";
  const from = [];
  const add = (char, item, at) => {
    if (/\s/.test(char)) {
      if (text.endsWith(" ") || !text) return;
      char = " ";
    }
    text += small(char);
    from.push([item, at]);
  };
  items.forEach((piece, item) => {
    if (typeof piece.str !== "string") return;
    for (let at = 0; at < piece.str.length; at += 1) add(piece.str[at], item, at);
    if (piece.hasEOL) add(" ", item, piece.str.length);
  });
  return { text, from };
}

const cleaned = (query) => [...query.replace(/\s+/g, " ").trim()].map(small).join("");

function places(text, needle, wholeStart) {
  const found = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
    if (!wholeStart || at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1])) found.push([at, at + needle.length]);
  }
  return found;
}

/** Every hit on a page as the ranges of text pieces it covers. */
function hitsOn(page, needles, wholeStart) {
  const found = needles.flatMap((needle) => places(page.text, needle, wholeStart)).sort((a, b) => a[0] - b[0]);
  let last = -1;
  return found
    .filter(([start, end]) => start >= last && ((last = end), true))
    .map(([start, end]) => {
      const ranges = new Map();
      for (let at = start; at < end; at += 1) {
        const [item, offset] = page.from[at];
        const range = ranges.get(item);
        if (range) range[1] = offset + 1;
        else ranges.set(item, [offset, offset + 1]);
      }
      return ranges;
    });
}

const words = (query) => [...new Set(cleaned(query.replace(/["()]/g, " ")).split(" ").filter((word) => word.length > 2 && word !== "or" && word !== "and"))];
const EMPTY = { query: "", pages: new Map(), total: 0, done: true, readable: true };

/**
 * Search the document for a query, page after page from the one that is shown; the phrase first, else its words.
 * Returns the hits by page number, how many there are so far, and whether all pages were read.
 */
export function useFind(pdf, query, start, onDone) {
  const [found, setFound] = useState(EMPTY);
  const texts = useRef(new Map());
  const first = useRef(start);
  first.current = start;
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => {
    texts.current = new Map();
  }, [pdf]);
  useEffect(() => {
    const phrase = cleaned(query.replace(/^"(.*)"$/, "$1"));
    if (!pdf || !phrase) {
      setFound(EMPTY);
      return undefined;
    }
    let live = true;
    const order = Array.from({ length: pdf.numPages }, (_, at) => ((first.current - 1 + at) % pdf.numPages) + 1);
    const read = async (number) => {
      if (!texts.current.has(number)) {
        const page = await pdf.getPage(number);
        texts.current.set(number, lined((await page.getTextContent()).items));
      }
      return texts.current.get(number);
    };
    const scan = async (needles, wholeStart) => {
      const pages = new Map();
      let total = 0;
      let shown = 0;
      let readable = false;
      for (const number of order) {
        const page = await read(number).catch(() => null);
        if (!live) return null;
        readable ||= Boolean(page?.text.trim());
        const hits = page ? hitsOn(page, needles, wholeStart) : [];
        if (hits.length) pages.set(number, hits);
        total += hits.length;
        if (performance.now() - shown > 200) {
          shown = performance.now();
          setFound({ query, pages: new Map(pages), total, done: false, readable: true });
        }
      }
      return { query, pages, total, done: true, readable };
    };
    (async () => {
      let result = await scan([phrase], false);
      const single = words(query);
      if (result && !result.total && single.length > 1) result = await scan(single, true);
      if (!result) return;
      setFound(result);
      done.current?.(result.total, result.total ? Math.min(...result.pages.keys()) : 0);
    })();
    return () => {
      live = false;
    };
  }, [pdf, query]);
  return found;
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text) => text.replace(/[&<>"']/g, (char) => ESCAPES[char]);

/** The text of one piece with its hits marked; the rest is escaped, since it is set as markup. */
export function marked(text, item, hits, current) {
  let out = "";
  let at = 0;
  hits?.forEach((ranges, place) => {
    const range = ranges.get(item);
    if (!range || range[0] < at) return;
    out += `${escaped(text.slice(at, range[0]))}<mark class="${place === current ? "current" : ""}">${escaped(text.slice(range[0], range[1]))}</mark>`;
    at = range[1];
  });
  return out + escaped(text.slice(at));
}
