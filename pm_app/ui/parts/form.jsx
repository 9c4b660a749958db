// Forms: uncontrolled fields, a refusal beside its field, a button that cannot be pressed twice.
import { createContext, createElement as h, useContext, useEffect, useId, useRef, useState } from "react";

const FormContext = createContext(null);
const icon = (path) =>
  h("svg", { className: "pd-icon", viewBox: "0 0 24 24", "aria-hidden": true }, h("path", { d: path }));
const ALERT = "M12 3a9 9 0 100 18 9 9 0 000-18zM12 8v5M12 16v.01";

/** A key that makes a repeated request recognizable, also where the page is not a secure context. */
function requestKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Text of every named field; a checkbox that is not ticked is "", several of one name are joined by a comma. */
function read(form) {
  const data = {};
  for (const box of form.querySelectorAll("input[type=checkbox][name]")) data[box.name] = "";
  for (const [name, value] of new FormData(form).entries()) {
    if (typeof value === "string") data[name] = data[name] ? `${data[name]},${value}` : value;
  }
  return data;
}

/** The form itself. `answers` counts what the server has answered: while it stands still, nothing is sent again. */
export function DeskForm({ onSubmit, answers, errors = {}, onTyped, onPreview, className, ariaLabel, children }) {
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState("");
  const node = useRef(null);
  const known = useRef(new Set());
  const typed = useRef(false);
  const pause = useRef(0);
  useEffect(() => setKey(requestKey()), []);
  useEffect(() => () => clearTimeout(pause.current), []);
  useEffect(() => {
    if (!busy) return undefined;
    setBusy(false);
    const first = node.current?.querySelector("[aria-invalid=true]");
    first?.focus();
    if (!Object.keys(errors).length) typed.current = false;
    return undefined;
  }, [answers]);
  useEffect(() => {
    if (!busy) return undefined;
    const patience = setTimeout(() => setBusy(false), 30000);
    return () => clearTimeout(patience);
  }, [busy]);
  useEffect(() => {
    const warn = (event) => typed.current && event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, []);
  const submit = (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (busy) return;
    setBusy(true);
    onSubmit?.({ ...read(event.currentTarget), request_key: key });
  };
  const general = Object.entries(errors)
    .filter(([name, sentence]) => sentence && !known.current.has(name))
    .map(([, sentence]) => sentence);
  return h(
    FormContext.Provider,
    { value: { busy, errors, known: known.current } },
    h(
      "form",
      {
        ref: node,
        className: `pd-form ${className ?? ""}`,
        noValidate: true,
        "aria-label": ariaLabel || undefined,
        "aria-busy": busy || undefined,
        onSubmit: submit,
        onInput: () => {
          typed.current = true;
          onTyped?.();
          if (!onPreview) return;
          clearTimeout(pause.current);
          pause.current = setTimeout(() => node.current && onPreview(read(node.current)), 350);
        },
      },
      h(
        "div",
        { role: "alert", className: "pd-refusals" },
        general.map((sentence) => h("p", { key: sentence, className: "pd-refusal general" }, icon(ALERT), h("span", null, sentence))),
      ),
      children,
    ),
  );
}

/** The button that sends the form. */
export function DeskSubmit({ label, busyLabel = "Saving…", tone }) {
  const form = useContext(FormContext);
  const busy = Boolean(form?.busy);
  return h(
    "button",
    { type: "submit", className: `pd-btn primary ${tone ?? ""}`, "aria-disabled": busy || undefined, onClick: (e) => busy && e.preventDefault() },
    busy ? busyLabel : label,
  );
}

function control(kind, props, options, any) {
  if (kind === "long") return h("textarea", { rows: 4, ...props, type: undefined });
  if (kind === "choice") {
    return h(
      "select",
      props,
      any !== null && any !== undefined && h("option", { value: "" }, any),
      options.map((option) => h("option", { key: option.value, value: option.value }, option.label)),
    );
  }
  if (kind === "suggest") {
    const list = `${props.id}-list`;
    return h(
      "span",
      { className: "pd-suggest" },
      h("input", { type: "text", ...props, list }),
      h("datalist", { id: list }, options.map((option) => h("option", { key: option.value, value: option.label }))),
    );
  }
  if (kind === "money") {
    return h(
      "span",
      { className: "pd-money" },
      h("span", { "aria-hidden": true }, "$"),
      h("input", { type: "text", inputMode: "decimal", ...props, placeholder: props.placeholder || "0.00" }),
    );
  }
  const types = { day: "date", email: "email", password: "password", number: "text", phone: "tel" };
  return h("input", { type: types[kind] ?? "text", inputMode: kind === "number" ? "decimal" : undefined, ...props });
}

/** One row of a form: label, field, hint, and the sentence of a refusal. */
export function DeskField({ kind = "text", name, label, value, hint, optional, width, options = [], any, ...rest }) {
  const id = useId();
  const form = useContext(FormContext);
  form?.known.add(name);
  const refusal = form?.errors?.[name];
  const described = [hint && `${id}-hint`, refusal && `${id}-refusal`].filter(Boolean).join(" ") || undefined;
  const props = {
    ...rest,
    id,
    name,
    "aria-invalid": refusal ? true : undefined,
    "aria-describedby": described,
  };
  const notes = [
    hint && h("span", { key: "hint", id: `${id}-hint`, className: "pd-hint" }, hint),
    refusal && h("span", { key: "refusal", id: `${id}-refusal`, className: "pd-refusal" }, icon(ALERT), h("span", null, refusal)),
  ];
  if (kind === "check") {
    return h(
      "div",
      { className: "pd-row" },
      h(
        "label",
        { className: "pd-check" },
        h("input", { ...props, key: String(value), type: "checkbox", value: "1", defaultChecked: value === true || value === "1" }),
        label,
      ),
      ...notes,
    );
  }
  return h(
    "div",
    { className: `pd-row w-${width || kind}` },
    h("label", { htmlFor: id }, label, optional && h("span", { className: "pd-optional" }, "optional")),
    control(kind, { ...props, key: String(value ?? ""), className: "pd-input", defaultValue: value ?? "" }, options, any),
    ...notes,
  );
}
