// A stack of checks, entered by keyboard alone: a row for each, posted as soon as it is whole, kept across a reload.
import { createElement as h, useEffect, useId, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";

const DRAFT = "property-desk checks";
const PAUSE = 90;
const EMPTY = { tenancy: "", label: "", place: "", owes: "", hold: "", typed: "", amount: "", reference: "", method: "", day: "" };

/** A key that makes a repeated request recognizable, also where the page is not a secure context. */
function requestKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const newRow = () => ({ ...EMPTY, key: requestKey(), duplicate: false, override: "", status: "", sentence: "", field: "" });
const isBlank = (row) => !row.status && !row.typed && !row.tenancy && !row.amount && !row.reference;
const closed = (row) => row.status === "posted" || row.status === "sending";

/** Whole cents of what was typed, or null where it is no amount. */
function cents(text) {
  const found = /^\$?\s*(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})?(?:\.(\d{0,2}))?$/.exec(text.trim());
  if (!found || (!found[1] && !found[2])) return null;
  return Number((found[1] ?? "0").replaceAll(",", "")) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
}

function dollars(amount) {
  const whole = String(Math.trunc(Math.abs(amount) / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${amount < 0 ? "−" : ""}$${whole}.${String(Math.abs(amount) % 100).padStart(2, "0")}`;
}

function kept(owner) {
  try {
    const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
    return draft?.owner === owner && Array.isArray(draft.rows) ? draft : null;
  } catch {
    return null;
  }
}

/** Rows with what the server has said about them. */
function answered(rows, answers) {
  const byRow = new Map(answers.map((answer) => [answer.row, answer]));
  return rows.map((row) => {
    const answer = byRow.get(row.key);
    if (!answer || row.status === "posted" || answer.turn !== String(row.turn ?? 0)) return row;
    const { state, sentence, field, receipt, path, household, place, balance } = answer;
    const named = state === "posted" ? { label: household, place, receipt, path, balance } : {};
    return { ...row, ...named, status: state, sentence, field };
  });
}

/** The grid. `found` are the households for `foundFor`; `answers` say what became of the rows that were sent. */
export function CheckStack({ owner, today, methods = [], usual, mayOverride, found = [], foundFor, answers = [], finished, onSearch, onRow, onDeposit }) {
  const first = useMemo(() => kept(owner), []);
  const [rows, setRows] = useState(() => (first?.rows?.length ? first.rows : [newRow()]));
  const [slip, setSlip] = useState(first?.slip ?? "");
  const [day, setDay] = useState(first?.day || today);
  const [method, setMethod] = useState(first?.method || usual);
  const [asking, setAsking] = useState({ row: "", place: 0 });
  const node = useRef(null);
  const button = useRef(null);
  const slipField = useRef(null);
  const pause = useRef(0);
  const cleared = useRef(finished);
  const list = useId();

  useEffect(() => {
    sessionStorage.setItem(DRAFT, JSON.stringify({ owner, slip, day, method, rows }));
  }, [rows, slip, day, method]);
  useEffect(() => setRows((before) => answered(before, answers)), [answers]);
  useEffect(() => {
    for (const row of rows) if (row.status === "sending") send(row); // its answer was lost with the page; it posts once
    if (rows.every(isBlank) && !slip) slipField.current?.focus();
    else focus(rows.find((row) => !closed(row)) ?? rows[rows.length - 1], "household");
    return () => clearTimeout(pause.current);
  }, []);
  useEffect(() => {
    if (finished === cleared.current) return;
    cleared.current = finished;
    setSlip("");
    setRows((before) => withBlank(before.filter((row) => row.status !== "posted")));
  }, [finished]);
  // What was entered before its suggestions arrived is resolved when they do.
  useEffect(() => {
    const [key, ...typed] = (foundFor ?? "").split(":");
    setRows((before) =>
      before.map((row) =>
        row.key === key && row.waits && row.typed === typed.join(":") && found.length ? { ...row, ...chosen(found[0]), waits: false } : row,
      ),
    );
  }, [foundFor, found]);

  const withBlank = (all) => (all.length && isBlank(all[all.length - 1]) ? all : [...all, newRow()]);
  const change = (key, what) =>
    setRows((before) => before.map((row) => (row.key === key ? { ...row, ...what } : row)));
  const chosen = (one) => ({ tenancy: one.tenancy, label: one.label, place: one.place, owes: one.owes, hold: one.hold, typed: `${one.unit} ${one.label}` });
  // At once, not at the next frame: what a fast hand types next must not land in the field before.
  const focus = (row, field) => row && node.current?.querySelector(`[data-row="${row.key}"] [data-field="${field}"]`)?.focus();
  const focusAfter = (key) => {
    const lines = [...(node.current?.querySelectorAll("tr[data-status]") ?? [])];
    const place = lines.findIndex((line) => line.dataset.row === key);
    const next = lines.slice(place + 1).find((line) => !["posted", "sending"].includes(line.dataset.status));
    next?.querySelector("[data-field=household]")?.focus();
  };
  const send = (row) =>
    onRow?.({
      row: row.key,
      turn: String(row.turn ?? 0),
      household: row.tenancy,
      typed: row.typed,
      amount: row.amount || row.owes,
      reference: row.reference,
      method: row.method || method,
      received_on: row.day || day,
      duplicate: row.duplicate ? "1" : "",
      override: row.override,
    });
  const post = (row) => {
    if (closed(row)) return;
    const sent = { ...row, amount: row.amount || row.owes, status: "sending", sentence: "", field: "", turn: (row.turn ?? 0) + 1 };
    flushSync(() => setRows((before) => withBlank(before.map((one) => (one.key === row.key ? sent : one)))));
    send(sent);
    focusAfter(row.key);
  };
  const shown = (row) => (asking.row === row.key && foundFor === `${row.key}:${row.typed}` && row.typed && !row.tenancy ? found : []);
  const type = (row, typed) => {
    change(row.key, { typed, tenancy: "", owes: "", hold: "", waits: false });
    setAsking({ row: row.key, place: 0 });
    clearTimeout(pause.current);
    if (typed.trim()) pause.current = setTimeout(() => onSearch?.(row.key, typed), PAUSE);
  };
  const take = (row, one) => {
    change(row.key, { ...chosen(one), waits: false });
    setAsking({ row: "", place: 0 });
  };
  const settle = (row) => {
    const offered = shown(row);
    if (row.tenancy || row.waits || closed(row) || !row.typed.trim()) return;
    if (offered.length) take(row, offered[Math.min(asking.place, offered.length - 1)]);
    else {
      clearTimeout(pause.current);
      change(row.key, { waits: true });
      onSearch?.(row.key, row.typed);
    }
  };
  const posted = rows.filter((row) => row.status === "posted");
  const total = posted.reduce((sum, row) => sum + (cents(row.amount) ?? 0), 0);
  const waiting = rows.filter((row) => row.status === "refused").length;
  const onSlip = cents(slip);
  const left = onSlip === null ? null : onSlip - total;
  const deposit = () => posted.length && onDeposit?.(posted.map((row) => row.receipt));
  const step = (row, field, by) => {
    const place = rows.findIndex((one) => one.key === row.key) + by;
    if (rows[place]) focus(rows[place], field);
  };
  const inHousehold = (row) => (event) => {
    const offered = shown(row);
    if (offered.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      setAsking({ row: row.key, place: (asking.place + by + offered.length) % offered.length });
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(row, "household", event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      setAsking({ row: "", place: 0 });
    } else if (event.key === "Tab" && !event.shiftKey) {
      settle(row);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isBlank(row)) return button.current?.focus();
      settle(row);
      focus(row, "amount");
    }
  };
  const inCell = (row, field, next) => (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.target.tagName === "SELECT" || event.target.type === "date") return;
      event.preventDefault();
      step(row, field, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (field === "amount" && !row.amount && row.owes) change(row.key, { amount: row.owes });
      if (next) focus(row, next);
      else post(row);
    }
  };
  const anywhere = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      deposit();
    }
  };

  const cellOf = (row, place, field, name, more) => {
    const wrong = row.status === "refused" && row.field === more.named;
    return h("input", {
      ...more.props,
      "data-field": field,
      className: "pd-input",
      "aria-label": `${name}, row ${place + 1}`,
      "aria-invalid": wrong || undefined,
      readOnly: closed(row) || undefined,
      autoComplete: "off",
      spellCheck: false,
    });
  };

  const line = (row, place) => {
    const offered = shown(row);
    const state = { posted: "Posted", sending: "Posting…", refused: "Not posted" }[row.status] ?? "";
    return [
      h(
        "tr",
        { key: row.key, "data-row": row.key, "data-status": row.status },
        h("td", { className: "pd-num pd-muted" }, place + 1),
        h(
          "td",
          { className: "pd-entry-who" },
          cellOf(row, place, "household", "Unit or name", {
            named: "household",
            props: {
              value: row.typed,
              placeholder: place === rows.length - 1 ? "Unit or name" : "",
              role: "combobox",
              "aria-expanded": offered.length > 0,
              "aria-controls": offered.length ? list : undefined,
              "aria-autocomplete": "list",
              "aria-activedescendant": offered.length ? `${list}-${asking.place}` : undefined,
              onChange: (event) => type(row, event.target.value),
              onKeyDown: inHousehold(row),
              onBlur: () => (settle(row), setAsking({ row: "", place: 0 })),
              onFocus: (event) => event.target.select(),
            },
          }),
          row.tenancy || row.status === "posted" ? h("span", { className: "pd-small pd-muted pd-entry-place" }, row.place) : null,
          offered.length > 0 &&
            h(
              "ul",
              { id: list, role: "listbox", className: "pd-entry-list", "aria-label": "Households" },
              offered.map((one, at) =>
                h(
                  "li",
                  {
                    key: one.tenancy,
                    id: `${list}-${at}`,
                    role: "option",
                    "aria-selected": at === asking.place,
                    onMouseDown: (event) => (event.preventDefault(), take(row, one), focus(row, "amount")),
                  },
                  h("span", { className: "pd-strong" }, `${one.unit} ${one.label}`),
                  h("span", { className: "pd-muted" }, one.place),
                  h("span", { className: "pd-num" }, one.balance),
                ),
              ),
            ),
        ),
        h(
          "td",
          { className: "pd-entry-amount" },
          cellOf(row, place, "amount", "Amount", {
            named: "amount",
            props: {
              value: row.amount,
              placeholder: row.owes || "0.00",
              inputMode: "decimal",
              onChange: (event) => change(row.key, { amount: event.target.value }),
              onKeyDown: inCell(row, "amount", "reference"),
              onFocus: (event) => event.target.select(),
            },
          }),
        ),
        h(
          "td",
          { className: "pd-entry-number" },
          cellOf(row, place, "reference", "Number", {
            named: "reference",
            props: {
              value: row.reference,
              maxLength: 100,
              onChange: (event) => change(row.key, { reference: event.target.value }),
              onKeyDown: inCell(row, "reference", ""),
            },
          }),
        ),
        h(
          "td",
          { className: "pd-entry-how" },
          h(
            "select",
            {
              className: "pd-input",
              "data-field": "method",
              "aria-label": `How, row ${place + 1}`,
              value: row.method,
              disabled: closed(row),
              onChange: (event) => change(row.key, { method: event.target.value }),
              onKeyDown: inCell(row, "method", ""),
            },
            h("option", { value: "" }, "as above"),
            methods.map((one) => h("option", { key: one.value, value: one.value }, one.label)),
          ),
        ),
        h(
          "td",
          { className: "pd-entry-day" },
          h("input", {
            type: "date",
            className: "pd-input",
            "data-field": "day",
            "aria-label": `Received on, row ${place + 1}`,
            value: row.day || day,
            disabled: closed(row),
            onChange: (event) => change(row.key, { day: event.target.value }),
            onKeyDown: inCell(row, "day", ""),
          }),
        ),
        h(
          "td",
          { className: "pd-entry-state" },
          row.status === "posted"
            ? h("a", { className: "pd-link", href: row.path, target: "_blank", rel: "noreferrer" }, `Posted, ${row.balance}`)
            : h("span", { className: row.status === "refused" ? "pd-overdue" : "pd-muted" }, state),
        ),
      ),
      (row.status === "refused" || (row.hold && !closed(row))) &&
        h(
          "tr",
          { key: `${row.key} why`, className: "pd-entry-why", "data-row": row.key },
          h("td", null),
          h(
            "td",
            { colSpan: 6 },
            row.status === "refused" && h("span", { className: "pd-refusal", role: "alert" }, row.sentence),
            row.hold && !row.sentence && h("span", { className: "pd-refusal" }, row.hold),
            row.field === "duplicate_confirmed" &&
              h(
                "label",
                { className: "pd-check" },
                h("input", {
                  type: "checkbox",
                  "data-field": "duplicate",
                  checked: row.duplicate,
                  onChange: (event) => change(row.key, { duplicate: event.target.checked }),
                  onKeyDown: inCell(row, "duplicate", ""),
                }),
                "It is another payment",
              ),
            mayOverride &&
              (row.hold || row.field === "hold_override") &&
              h("input", {
                className: "pd-input",
                "data-field": "override",
                "aria-label": `Why it is taken in spite of the hold, row ${place + 1}`,
                placeholder: "Why it is taken in spite of the hold",
                value: row.override,
                maxLength: 500,
                onChange: (event) => change(row.key, { override: event.target.value }),
                onKeyDown: inCell(row, "override", ""),
              }),
          ),
        ),
    ];
  };

  const field = (label, control, wide) => h("label", { className: `pd-entry-field ${wide ?? ""}` }, h("span", null, label), control);
  return h(
    "div",
    { ref: node, className: "pd-entry", onKeyDown: anywhere },
    h(
      "div",
      { className: "pd-entry-head" },
      field(
        "Deposit slip total",
        h("input", { ref: slipField, className: "pd-input pd-num", inputMode: "decimal", placeholder: "0.00", value: slip, onChange: (event) => setSlip(event.target.value), onKeyDown: (event) => event.key === "Enter" && (event.preventDefault(), focus(rows.find((row) => !closed(row)), "household")) }),
      ),
      field("Received on", h("input", { type: "date", className: "pd-input", value: day, onChange: (event) => setDay(event.target.value) })),
      field(
        "How",
        h(
          "select",
          { className: "pd-input", value: method, onChange: (event) => setMethod(event.target.value) },
          methods.map((one) => h("option", { key: one.value, value: one.value }, one.label)),
        ),
      ),
      h(
        "dl",
        { className: "pd-entry-sums", "aria-live": "polite" },
        h("div", null, h("dt", null, "Posted"), h("dd", null, posted.length)),
        h("div", null, h("dt", null, "Total"), h("dd", { className: "pd-num" }, dollars(total))),
        left !== null && h("div", { "data-tone": left === 0 ? "even" : "off" }, h("dt", null, left < 0 ? "Over the slip" : "Left of the slip"), h("dd", { className: "pd-num" }, dollars(Math.abs(left)))),
        waiting > 0 && h("div", { "data-tone": "off" }, h("dt", null, "Not posted"), h("dd", null, waiting)),
      ),
    ),
    h(
      "table",
      { className: "pd-table compact pd-entry-table" },
      h("caption", { className: "pd-sr" }, "Checks of this stack"),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          ["", "Unit or name", "Amount", "Number", "How", "Received", "State"].map((name, at) =>
            h("th", { key: at, scope: "col", className: at === 2 ? "pd-num" : undefined }, name || h("span", { className: "pd-sr" }, "Row")),
          ),
        ),
      ),
      h("tbody", null, rows.map(line)),
    ),
    h(
      "div",
      { className: "pd-entry-foot" },
      h("span", { className: "pd-hint" }, "Enter goes on and posts; ↑ and ↓ go to other rows; Ctrl+Enter takes the stack to the bank."),
      h("span", { className: "pd-grow" }),
      h(
        "button",
        { ref: button, type: "button", className: "pd-btn primary", "aria-disabled": !posted.length || undefined, onClick: deposit },
        { 0: "Deposit the stack", 1: "Deposit this receipt" }[posted.length] ?? `Deposit these ${posted.length} receipts`,
      ),
    ),
  );
}
