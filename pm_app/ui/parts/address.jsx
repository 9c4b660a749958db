// Controls that keep what a list shows in the address: links, search, choices, headings, the pager.
import { createElement as h, useEffect, useId, useRef, useSyncExternalStore } from "react";
import { Link, useLocation, useNavigate, useSearchParams } from "react-router";

const icon = (path) =>
  h("svg", { className: "pd-icon", viewBox: "0 0 24 24", "aria-hidden": true }, h("path", { d: path }));

/** The query with some names set (empty: taken out) and others dropped (`*`: all). */
function changed(params, set, drop) {
  const next = new URLSearchParams(drop?.includes("*") ? "" : params);
  for (const name of drop ?? []) next.delete(name);
  for (const [name, value] of Object.entries(set ?? {})) {
    if (value === "" || value === null || value === undefined) next.delete(name);
    else next.set(name, String(value));
  }
  const text = next.toString();
  return text ? `?${text}` : "";
}

const holds = (params, set, usual) =>
  Object.entries(set ?? {}).every(([name, value]) => (params.get(name) || usual) === (String(value ?? "") || usual));

const NOTHING = new URLSearchParams();
const never = () => () => {};

/** The query of the address; nothing while the page that was rendered beforehand, which knows no query, wakes up. */
function useQuery() {
  const [params] = useSearchParams();
  const awake = useSyncExternalStore(never, () => true, () => false);
  return awake ? params : NOTHING;
}

/** A link that changes part of the query and is marked as current while the query already says so; `usual` is the
 *  word that an empty value stands for. */
export function AddressLink({ wanted: set, drop = ["page"], mark = "true", usual = "", children, ...rest }) {
  const params = useQuery();
  const { pathname } = useLocation();
  const current = holds(params, set, usual);
  return h(
    Link,
    {
      ...rest,
      to: pathname + changed(params, set, drop),
      preventScrollReset: true,
      "aria-current": current ? mark : undefined,
    },
    children,
  );
}

function useChange() {
  const params = useQuery();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const latest = useRef(null);
  latest.current = (set, replace) =>
    navigate(pathname + changed(params, set, ["page"]), { replace, preventScrollReset: true });
  return [params, latest];
}

/** A search field that writes what is typed into the query a moment after the last key. */
export function AddressSearch({ param = "q", label, placeholder, width }) {
  const [params, change] = useChange();
  const field = useRef(null);
  const timer = useRef(0);
  const asked = params.get(param) ?? "";
  useEffect(() => {
    const node = field.current;
    if (node && node.value.trim() !== asked && document.activeElement !== node) node.value = asked;
  }, [asked]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = () => {
    clearTimeout(timer.current);
    const typed = field.current?.value.trim() ?? "";
    if (typed !== asked) change.current({ [param]: typed }, true);
  };
  return h(
    "span",
    { className: "pd-search pd-find-rows", style: width ? { flexBasis: width } : undefined },
    icon("M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l5 5"),
    h("input", {
      ref: field,
      type: "search",
      className: "pd-input",
      "aria-label": label,
      placeholder: placeholder || label,
      defaultValue: asked,
      maxLength: 200,
      autoComplete: "off",
      onInput: () => {
        clearTimeout(timer.current);
        timer.current = setTimeout(send, 300);
      },
      onKeyDown: (event) => {
        if (event.key === "Enter") send();
        if (event.key === "Escape" && event.target.value) {
          event.target.value = "";
          send();
        }
      },
    }),
  );
}

/** A choice, a day or a yes/no that is kept in the query. */
export function AddressField({ kind, param, label, options = [], any }) {
  const [params, change] = useChange();
  const asked = params.get(param) ?? "";
  const set = (value) => change.current({ [param]: value }, false);
  if (kind === "check") {
    return h(
      "label",
      { className: "pd-check" },
      h("input", { type: "checkbox", checked: asked === "1", onChange: (e) => set(e.target.checked ? "1" : "") }),
      label,
    );
  }
  const field =
    kind === "day"
      ? h("input", { type: "date", key: asked, defaultValue: asked, "aria-label": label, onChange: (e) => set(e.target.value) })
      : h(
          "select",
          { value: asked, "aria-label": label, onChange: (e) => set(e.target.value) },
          any !== null && any !== undefined && h("option", { value: "" }, any),
          options.map((option) => h("option", { key: option.value, value: option.value }, option.label)),
        );
  return h(
    "span",
    { className: `pd-field ${asked ? "on" : ""}` },
    h("span", { className: "k", "aria-hidden": true }, label),
    field,
    asked &&
      h(
        "button",
        { type: "button", className: "pd-clear", "aria-label": `Clear ${label}`, onClick: () => set("") },
        icon("M6 6l12 12M18 6L6 18"),
      ),
  );
}

/** A choice among many that is kept in the query: typing asks for names, choosing one of them narrows. */
export function AddressSeek({ param, label, options = [], chosen = "", onSearch }) {
  const [params, change] = useChange();
  const list = useId();
  const field = useRef(null);
  const timer = useRef(0);
  const asked = params.get(param) ?? "";
  const name = asked ? chosen : "";
  const restore = () => {
    if (field.current) field.current.value = name;
  };
  useEffect(() => {
    if (document.activeElement !== field.current) restore();
  }, [asked, name]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = (value) => {
    clearTimeout(timer.current);
    if (value !== asked) change.current({ [param]: value }, false);
    else restore();
    field.current?.blur();
  };
  const typed = (text) => {
    const match = options.find((option) => option.label === text);
    if (match) return set(match.value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch?.(text.trim()), 250);
  };
  return h(
    "span",
    { className: `pd-field ${asked ? "on" : ""}` },
    h("span", { className: "k", "aria-hidden": true }, label),
    h("input", {
      ref: field,
      type: "text",
      "aria-label": label,
      placeholder: "Any",
      defaultValue: name,
      list,
      size: 12,
      maxLength: 100,
      autoComplete: "off",
      onFocus: (event) => {
        event.target.select();
        onSearch?.("");
      },
      onInput: (event) => typed(event.target.value),
      onBlur: (event) => {
        if (asked && !event.target.value.trim()) set("");
        else if (!options.some((option) => option.label === event.target.value)) restore();
      },
      onKeyDown: (event) => {
        if (event.key === "Enter") {
          const text = event.target.value.trim().toLowerCase();
          const first = text && options.find((option) => option.label.toLowerCase().includes(text));
          if (first) set(first.value);
          else if (!text) set("");
        }
        if (event.key === "Escape") restore();
      },
    }),
    h("datalist", { id: list }, options.map((option) => h("option", { key: option.value, value: option.label }))),
    asked &&
      h(
        "button",
        { type: "button", className: "pd-clear", "aria-label": `Clear ${label}`, onClick: () => set("") },
        icon("M6 6l12 12M18 6L6 18"),
      ),
  );
}

/** A table heading that sorts by its column; pressed again, the other way round. */
export function SortHeading({ sort, initial, label, children, className, style }) {
  const params = useQuery();
  const { pathname } = useLocation();
  const asked = params.get("sort") || initial || "";
  const name = sort.replace(/^-/, "");
  const current = asked.replace(/^-/, "") === name;
  const descending = current && asked.startsWith("-");
  const next = current ? (descending ? name : `-${name}`) : sort;
  return h(
    "th",
    { scope: "col", className, style, "aria-sort": current ? (descending ? "descending" : "ascending") : undefined },
    h(
      Link,
      {
        to: pathname + changed(params, { sort: next === initial ? "" : next }, ["page"]),
        preventScrollReset: true,
        className: "pd-sort",
      },
      children ?? label,
      current && icon(descending ? "M6 9l6 6 6-6" : "M6 15l6-6 6 6"),
    ),
  );
}

const number = (value) => Number(value).toLocaleString("en-US");

/** Which rows of how many are shown, the way to the others, and how many stand on a page. */
export function Pager({ total = 0, noun = "rows", sizes = [25, 50, 100], usual = 50 }) {
  const params = useQuery();
  const { pathname } = useLocation();
  const wanted = Number(params.get("size"));
  const size = sizes.includes(wanted) ? wanted : usual;
  const pages = Math.max(1, Math.ceil(total / size));
  const page = Math.max(1, Math.min(pages, Math.floor(Number(params.get("page"))) || 1));
  const to = (set, drop) => pathname + changed(params, set, drop);
  const step = (label, goal, path) => {
    const off = goal < 1 || goal > pages;
    return off
      ? h("span", { className: "pd-btn s icon ghost off", "aria-hidden": true }, icon(path))
      : h(Link, { className: "pd-btn s icon ghost", "aria-label": label, to: to({ page: goal > 1 ? goal : "" }) }, icon(path));
  };
  if (!total) return null;
  return h(
    "nav",
    { className: "pd-pager", "aria-label": `Pages of ${noun}` },
    h(
      "span",
      { className: "pd-tab", role: "status" },
      `${number((page - 1) * size + 1)}–${number(Math.min(total, page * size))} of ${number(total)}`,
    ),
    pages > 1 && step("Previous page", page - 1, "M15 6l-6 6 6 6"),
    pages > 1 && step("Next page", page + 1, "M9 6l6 6-6 6"),
    total > sizes[0] &&
      h(
        "span",
        { className: "pd-seg small", role: "group", "aria-label": "Rows on a page" },
        sizes.map((n) =>
          h(
            Link,
            { key: n, to: to({ size: n === usual ? "" : n }, ["page"]), "aria-current": n === size ? "true" : undefined },
            n,
          ),
        ),
      ),
  );
}
