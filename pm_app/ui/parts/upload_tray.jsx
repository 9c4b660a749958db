// The tray at the foot of every page: what is on its way, what was filed and where, what was refused and why.
import { createElement as h, useEffect, useId, useState, useSyncExternalStore } from "react";
import { Link, useLocation } from "react-router";
import { aimedAt, before, clear, drop, goOn, now, OPEN, retry, retryAll, stop, stopAll, subscribe } from "./upload_queue.js";

const MOST_SHOWN = 100;
const SAID_EVERY = 5000;
const ORDER = ["failed", "refused", "sending", "storing", "waiting"];
const icon = (path) =>
  h("svg", { className: "pd-icon", viewBox: "0 0 24 24", "aria-hidden": true }, h("path", { d: path }));
const files = (count) => `${count.toLocaleString("en-US")} ${count === 1 ? "file" : "files"}`;

function summary({ total, open, counts, looking }) {
  if (looking && !total) return "Looking through the folders…";
  if (open) return `${(total - open).toLocaleString("en-US")} of ${files(total)}`;
  const left = (counts.refused ?? 0) + (counts.failed ?? 0);
  return left ? `${(total - left).toLocaleString("en-US")} of ${files(total)} filed, ${left.toLocaleString("en-US")} not` : `${files(total)} filed`;
}

/** The lines to show: what needs somebody first, then what moves, then the latest of what is done; never all 10,000. */
function chosen(items) {
  const by = Object.fromEntries([...ORDER, "known", "filed"].map((state) => [state, []]));
  for (const item of items) by[item.state].push(item);
  const done = [...by.known, ...by.filed].sort((one, other) => other.key - one.key);
  return [...ORDER.flatMap((state) => by[state].slice(0, MOST_SHOWN)), ...done.slice(0, MOST_SHOWN)].slice(0, MOST_SHOWN);
}

const WORDS = { waiting: "Waiting", storing: "Filing…", filed: "Filed", known: "Already filed", refused: "Not filed", failed: "Failed" };

function Line({ item, documents }) {
  const quiet = { type: "button", className: "pd-btn s quiet" };
  const left = item.state === "failed" || (item.state === "refused" && item.stopped);
  return h(
    "li",
    { "data-state": item.state },
    item.id
      ? h(Link, { to: `${documents}/${item.id}`, className: "pd-link pd-ellipsis", title: item.name }, item.title)
      : h("span", { className: "pd-ellipsis", title: item.name }, item.name),
    h("span", { className: "pd-small pd-tab pd-tray-word" }, item.state === "sending" ? `${Math.round(item.part * 100)}%` : WORDS[item.state]),
    OPEN.has(item.state) && h("button", { ...quiet, className: "pd-btn s quiet icon", "aria-label": `Stop ${item.name}`, onClick: () => stop(item) }, icon("M6 6l12 12M18 6L6 18")),
    left && h("button", { ...quiet, "aria-label": `Retry ${item.name}`, onClick: () => retry(item) }, "Retry"),
    item.state === "sending" && h("progress", { value: item.part, max: 1, "aria-label": `${item.name}: ${Math.round(item.part * 100)}%` }),
    item.reason && h("p", { className: "pd-hint" }, item.reason),
  );
}

/** What a screen reader hears: not every file, but where things stand from time to time, and the end. */
function useSaid(state) {
  const [said, setSaid] = useState("");
  const words = state.total ? summary(state) : "";
  const done = !state.open;
  useEffect(() => {
    if (done) return setSaid(words);
    const timer = setTimeout(() => setSaid(words), SAID_EVERY);
    return () => clearTimeout(timer);
  }, [done ? words : Math.floor(Date.now() / SAID_EVERY), done]);
  return said;
}

/** Files dropped anywhere on a page that takes some; elsewhere a dropped file must not replace the page. */
function useDropsAnywhere(places) {
  const { pathname } = useLocation();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const target = () => aimedAt() ?? (places.some((place) => pathname.startsWith(place)) ? { url: "/files", params: {} } : null);
    const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    const onOver = (event) => {
      if (!carries(event) || event.defaultPrevented) return setOver(false);
      event.preventDefault();
      const takes = Boolean(target());
      event.dataTransfer.dropEffect = takes ? "copy" : "none";
      return setOver(takes);
    };
    const onLeave = (event) => event.relatedTarget === null && setOver(false);
    const onDrop = (event) => {
      setOver(false);
      if (!carries(event) || event.defaultPrevented) return;
      event.preventDefault();
      const to = target();
      if (to) drop(event.dataTransfer, to);
    };
    window.addEventListener("dragover", onOver);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("drop", onDrop);
    };
  }, [pathname]);
  return over;
}

// Every page brings a frame of its own, so whether the tray is small is kept here.
let wasSmall = false;

export function UploadTray({ documents = "/documents", places = [] }) {
  const state = useSyncExternalStore(subscribe, now, before);
  const over = useDropsAnywhere(places);
  const said = useSaid(state);
  const [small, setSmall] = useState(wasSmall);
  const id = useId();
  const turn = () => setSmall((wasSmall = !small));
  const { items, counts, open, paused, total, looking } = state;
  const lines = small ? [] : chosen(items);
  return h(
    "div",
    { className: "pd-tray-corner" },
    over && h("div", { className: "pd-drop-all", "aria-hidden": true }, icon("M12 16V5M7 10l5-5 5 5M4 20h16"), h("span", null, "Drop to file")),
    h("div", { role: "status", "aria-live": "polite", className: "pd-sr" }, said),
    (total > 0 || looking > 0) &&
      h(
        "section",
        { className: "pd-tray", "aria-label": "Uploads" },
        h(
          "header",
          null,
          h("button", { type: "button", className: "pd-tray-head", "aria-expanded": !small, "aria-controls": id, onClick: turn }, h("b", null, summary(state)), icon(small ? "M6 15l6-6 6 6" : "M6 9l6 6 6-6")),
          open > 0
            ? h("button", { type: "button", className: "pd-btn s quiet", onClick: stopAll }, "Stop")
            : h("button", { type: "button", className: "pd-btn s quiet icon", "aria-label": "Close the list of uploads", onClick: clear }, icon("M6 6l12 12M18 6L6 18")),
        ),
        open > 0 && h("progress", { value: state.part, max: 1, "aria-label": `All files: ${Math.round(state.part * 100)}%` }),
        paused && h("p", { className: "pd-refusal", role: "alert" }, h("span", null, paused), h("button", { type: "button", className: "pd-btn s", onClick: goOn }, "Go on")),
        h(
          "div",
          { id, hidden: small },
          (counts.failed ?? 0) > 1 && h("p", { className: "pd-tray-more" }, h("button", { type: "button", className: "pd-btn s", onClick: retryAll }, `Retry the ${files(counts.failed)} that failed`)),
          h("ul", { className: "pd-upload-list", tabIndex: 0, "aria-label": "Files" }, lines.map((item) => h(Line, { key: item.key, item, documents }))),
          !small && total > lines.length && h("p", { className: "pd-tray-more pd-hint" }, `and ${(total - lines.length).toLocaleString("en-US")} more`),
        ),
      ),
  );
}
