// The frame's own behavior: which page is current, the narrow navigation, keys, search, focus and the browser's title.
import { Dialog, DropdownMenu } from "@radix-ui/themes";
import { createElement as h, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { Link, useLocation, useNavigate, useNavigationType } from "react-router";

const icon = (path) =>
  h("svg", { className: "pd-icon", viewBox: "0 0 24 24", "aria-hidden": true }, h("path", { d: path }));
const typing = (node) => Boolean(node?.closest?.("input, textarea, select, [contenteditable=true]"));
const covered = () => Boolean(document.querySelector("[role=dialog], [role=alertdialog], [role=menu]"));

const never = () => () => {};

/** How well an address of the navigation fits where we are: the longest that fits is current. */
function fit(to, pathname, search) {
  const [path, query] = to.split("?");
  const within = path === "/" ? pathname === "/" : pathname === path || pathname.startsWith(`${path}/`);
  if (!within) return 0;
  if (!query) return path.length;
  const now = new URLSearchParams(search);
  const all = [...new URLSearchParams(query)].every(([name, value]) => now.get(name) === value);
  return all && pathname === path ? path.length + query.length + 1 : 0;
}

/** One line of the navigation. */
export function NavLink({ to, others = [], label, children }) {
  const { pathname: here, search: asked } = useLocation();
  const pathname = here.replace(/(.)\/$/, "$1");
  const awake = useSyncExternalStore(never, () => true, () => false);
  const search = awake ? asked : ""; // the page rendered beforehand knows no query
  const best = Math.max(...others.map((other) => fit(other, pathname, search)));
  const own = fit(to, pathname, search);
  return h(Link, { to, title: label, "aria-current": own > 0 && own === best ? "page" : undefined }, children);
}

const NARROW = "pd-navigation";

/** The button that makes the navigation narrow or wide, and remembers it. */
export function NavToggle() {
  const [narrow, setNarrow] = useState(false);
  const show = (next) => {
    setNarrow(next);
    document.documentElement.dataset.pdNav = next ? "rail" : "";
  };
  useEffect(() => {
    try {
      show(localStorage.getItem(NARROW) === "rail");
    } catch {
      show(false);
    }
  }, []);
  const turn = () => {
    show(!narrow);
    try {
      localStorage.setItem(NARROW, narrow ? "" : "rail");
    } catch {
      // a browser that keeps nothing only forgets the preference
    }
  };
  const label = narrow ? "Expand navigation" : "Collapse navigation";
  return h(
    "button",
    { type: "button", className: "pd-btn ghost s icon pd-nav-toggle", "aria-label": label, title: label, onClick: turn },
    icon("M3 4h18v16H3zM9 4v16"),
  );
}

// Every page brings a frame of its own, so what the last page was is kept here.
let lastPage = "";

/** Focus goes to the heading of a new page; the browser's title says what the heading says. */
export function PageWatch({ product }) {
  const { pathname } = useLocation();
  const kind = useNavigationType();
  useEffect(() => {
    const main = document.getElementById("main");
    if (!main) return undefined;
    const entitle = () => {
      const words = main.querySelector("h1")?.textContent?.trim();
      const title = words ? `${words} · ${product}` : product;
      if (document.title !== title) document.title = title;
    };
    entitle();
    const watch = new MutationObserver(entitle);
    watch.observe(main, { childList: true, subtree: true, characterData: true });
    return () => watch.disconnect();
  }, [pathname, product]);
  useEffect(() => {
    const before = lastPage;
    lastPage = pathname;
    if (!before || before === pathname) return undefined;
    if (kind !== "POP") window.scrollTo(0, 0);
    let tries = 0;
    let frame = requestAnimationFrame(function settle() {
      const heading = document.querySelector("#main h1");
      if (heading && !covered()) heading.focus({ preventScroll: true });
      else if ((tries += 1) < 60) frame = requestAnimationFrame(settle);
    });
    return () => cancelAnimationFrame(frame);
  }, [pathname]);
  return null;
}

/** Who is signed in, their own settings, and the way out. */
export function UserMenu({ name, initials, role, profile, told, signOut }) {
  const form = useRef(null);
  const navigate = useNavigate();
  return h(
    "div",
    { className: "pd-user-menu" },
    h("form", { ref: form, method: "post", action: signOut, hidden: true }),
    h(
      DropdownMenu.Root,
      { modal: false },
      h(
        DropdownMenu.Trigger,
        null,
        h(
          "button",
          { type: "button", className: "pd-user", "aria-label": `${name || "Account"}: account menu` },
          h("span", { className: "pd-avatar", "aria-hidden": true }, initials),
          h("span", { className: "t" }, name),
        ),
      ),
      h(
        DropdownMenu.Content,
        { align: "end", variant: "soft", color: "gray", className: "pd-menu" },
        h(DropdownMenu.Label, null, role),
        h(DropdownMenu.Item, { onSelect: () => navigate(profile) }, "Your profile"),
        h(DropdownMenu.Item, { onSelect: () => navigate(told) }, "How you are told"),
        h(DropdownMenu.Separator),
        h(DropdownMenu.Item, { onSelect: () => form.current?.submit() }, "Sign out"),
      ),
    ),
  );
}

/** The keys that work everywhere, shown by `?`. */
export function KeysHelp({ keys = [] }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event) => {
      if (event.key !== "?" || typing(event.target) || covered() || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  return h(
    Dialog.Root,
    { open, onOpenChange: setOpen },
    h(
      Dialog.Content,
      { className: "pd-dialog", maxWidth: "420px", "aria-describedby": undefined },
      h(Dialog.Title, { className: "pd-dialog-title" }, "Keys"),
      h(
        "dl",
        { className: "pd-keys" },
        keys.map(([key, meaning]) => [
          h("dt", { key: `${key}-key` }, key.split(" ").map((part) => h("kbd", { key: part, className: "pd-kbd" }, part))),
          h("dd", { key }, meaning),
        ]),
      ),
      h("div", { className: "pd-dialog-foot" }, h(Dialog.Close, null, h("button", { type: "button", className: "pd-btn" }, "Close"))),
    ),
  );
}

/** Search over everything: the field in the bar, and the dialog with what was found, by kind. */
export function Finder({ results = [], searched = "", hint, onSearch }) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const timer = useRef(0);
  const id = useId();
  const navigate = useNavigate();
  const waiting = text.trim() !== searched;
  const shown = useMemo(() => (text.trim() ? results : []), [results, text]);
  useEffect(() => {
    const press = (event) => {
      const combined = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
      const slash = event.key === "/" && !typing(event.target) && !covered();
      if (!combined && !slash) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  useEffect(() => setAt(0), [results]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const go = (line) => {
    setOpen(false);
    navigate(line.path);
  };
  const type = (event) => {
    const next = event.target.value;
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch?.(next.trim()), 180);
  };
  const steer = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) {
      event.preventDefault();
      setAt((at + step + shown.length) % shown.length);
    }
    if (event.key === "Enter" && shown[at] && !waiting) go(shown[at]);
  };
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const kinds = [...new Set(shown.map((line) => line.kind))];
  return h(
    "div",
    { className: "pd-finder" },
    h(
      "button",
      { type: "button", className: "pd-search-open", "aria-haspopup": "dialog", "aria-label": `${hint} (Ctrl K)`, onClick: () => setOpen(true) },
      icon("M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l5 5"),
      h("span", { className: "pd-ellipsis" }, hint),
      h("span", { className: "pd-kbd", "aria-hidden": true }, "Ctrl K"),
    ),
    h(
      Dialog.Root,
      { open, onOpenChange: setOpen },
      h(
        Dialog.Content,
        { className: "pd-dialog pd-palette", maxWidth: "620px", align: "start", "aria-describedby": undefined },
        h(Dialog.Title, { className: "pd-sr" }, "Search"),
        h(
          "div",
          { className: "pd-palette-field" },
          icon("M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l5 5"),
          h("input", {
            autoFocus: true,
            role: "combobox",
            "aria-expanded": shown.length > 0,
            "aria-controls": `${id}-list`,
            "aria-activedescendant": shown.length ? `${id}-${at}` : undefined,
            "aria-label": hint,
            placeholder: hint,
            value: text,
            maxLength: 200,
            autoComplete: "off",
            spellCheck: false,
            onChange: type,
            onKeyDown: steer,
            onFocus: (event) => event.target.select(),
          }),
          h("span", { className: "pd-kbd" }, "Esc"),
        ),
        h(
          "div",
          { className: "pd-palette-list", role: "listbox", id: `${id}-list`, "aria-label": "Found" },
          kinds.map((kind) =>
            h(
              "div",
              { key: kind, role: "group", "aria-label": kind },
              h("div", { className: "pd-palette-kind", "aria-hidden": true }, kind),
              shown.map(
                (line, place) =>
                  line.kind === kind &&
                  h(
                    "div",
                    {
                      key: line.path + place,
                      id: `${id}-${place}`,
                      role: "option",
                      "aria-selected": place === at,
                      className: "pd-palette-line",
                      onMouseMove: () => place !== at && setAt(place),
                      onClick: () => go(line),
                    },
                    h("span", { className: "pd-ellipsis pd-strong" }, line.title),
                    h("span", { className: "pd-ellipsis pd-muted" }, line.detail),
                  ),
              ),
            ),
          ),
        ),
        !shown.length &&
          h(
            "p",
            { className: "pd-palette-none", role: "status" },
            !text.trim() ? "Names, unit numbers, phone numbers, amounts, or words from a document." : waiting ? "Searching…" : `Nothing found for “${text.trim()}”.`,
          ),
      ),
    ),
  );
}
