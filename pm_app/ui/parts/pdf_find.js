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

const LETTER = /[\p{L}\p{N}]/u;

/** Where a needle stands: anywhere, at the start of words ("start"), or as whole words ("whole"). */
function places(text, needle, manner) {
  const found = [];
  if (!needle) return found;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
    const starts = !manner || at === 0 || !LETTER.test(text[at - 1]) || !LETTER.test(needle[0]);
    const ends = manner !== "whole" || !LETTER.test(text[at + needle.length] ?? " ") || !LETTER.test(needle.at(-1));
    if (starts && ends) found.push([at, at + needle.length]);
  }
  return found;
}

/** Every hit on a page as the ranges of text pieces it covers. */
function hitsOn(page, needles, manner) {
  const found = needles.flatMap((needle) => places(page.text, needle, manner)).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
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
      return { ranges };
    });
}

const words = (query) => [...new Set(cleaned(query.replace(/["()]/g, " ")).split(" ").filter((word) => word.length > 2 && word !== "or" && word !== "and"))];
const EMPTY = { query: "", pages: new Map(), total: 0, done: true, readable: true };

/** What the office's own search says of a document, page by page from the one that is shown; nothing where it is silent. */
async function* told(address, query, start) {
  const parts = start > 1 ? [[start, ""], [1, start - 1]] : [[1, ""]];
  for (const [from, last] of parts) {
    for (let first = from; first; ) {
      const asked = new URLSearchParams({ q: query, first, last });
      const answer = await fetch(`${address}${address.includes("?") ? "&" : "?"}${asked}`);
      if (!answer.ok) return;
      const said = await answer.json();
      yield* said.pages;
      first = said.next;
    }
  }
}

/** The hits of a page the search has named: by the boxes of its words, or by the words themselves in its text. */
async function hitsOf({ page, words: said, boxes }, read) {
  if (boxes.length) return boxes.map((hit) => ({ boxes: hit }));
  const text = await read(page);
  if (!text) return [];
  const exact = hitsOn(text, said.map(cleaned), "whole");
  return exact.length ? exact : hitsOn(text, words(said.join(" ")), "whole");
}

/**
 * Search the document for a query from the page that is shown on. The office's search knows the pages and every form of
 * a word; what it does not find is looked for letter by letter in the file: the phrase first, else its words.
 * Returns the hits by page number, how many there are so far, and whether all pages were read.
 */
export function useFind(pdf, count, query, start, hitsAddress, onDone) {
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
    if (!phrase) {
      setFound(EMPTY);
      return undefined;
    }
    let live = true;
    const order = Array.from({ length: count }, (_, at) => ((first.current - 1 + at) % count) + 1);
    const read = async (number) => {
      if (!pdf) return null;
      if (!texts.current.has(number)) {
        const page = await pdf.getPage(number);
        texts.current.set(number, lined((await page.getTextContent()).items));
      }
      return texts.current.get(number);
    };
    const gather = async (each) => {
      const pages = new Map();
      let total = 0;
      let shown = 0;
      let readable = false;
      for await (const [number, hits, hasText] of each) {
        if (!live) return null;
        readable ||= hasText;
        if (hits.length) pages.set(number, hits);
        total += hits.length;
        if (performance.now() - shown > 200) {
          shown = performance.now();
          setFound({ query, pages: new Map(pages), total, done: false, readable: true });
        }
      }
      return live ? { query, pages, total, done: true, readable } : null;
    };
    const known = async function* () {
      if (!hitsAddress) return;
      for await (const page of told(hitsAddress, query, first.current)) {
        if (page.page <= count) yield [page.page, await hitsOf(page, read).catch(() => []), true];
      }
    };
    const scan = async function* (needles, manner) {
      for (const number of pdf ? order : []) {
        const page = await read(number).catch(() => null);
        yield [number, page ? hitsOn(page, needles, manner) : [], Boolean(page?.text.trim())];
      }
    };
    (async () => {
      let result = await gather(known()).catch(() => live && EMPTY);
      if (result && !result.total && pdf) result = await gather(scan([phrase], ""));
      const single = words(query);
      if (result && !result.total && pdf && single.length > 1) result = await gather(scan(single, "start"));
      if (!result) return;
      setFound({ ...result, query, readable: result.readable || !pdf });
      done.current?.(result.total, result.total ? Math.min(...result.pages.keys()) : 0);
    })();
    return () => {
      live = false;
    };
  }, [pdf, count, query, hitsAddress]);
  return found;
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text) => text.replace(/[&<>"']/g, (char) => ESCAPES[char]);

/** The text of one piece with its hits marked; the rest is escaped, since it is set as markup. */
export function marked(text, item, hits, current) {
  let out = "";
  let at = 0;
  hits?.forEach(({ ranges }, place) => {
    const range = ranges?.get(item);
    if (!range || range[0] < at) return;
    out += `${escaped(text.slice(at, range[0]))}<mark class="${place === current ? "current" : ""}">${escaped(text.slice(range[0], range[1]))}</mark>`;
    at = range[1];
  });
  return out + escaped(text.slice(at));
}
