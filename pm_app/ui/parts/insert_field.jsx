// Puts a merge field where the writer's cursor stands: in the subject or the text, whichever was written in last.
import { createElement as h, useEffect, useRef } from "react";

const WRITABLE = "input[name=subject],textarea[name=body]";

/** Sets a field's text as typing would, so that the form sees it. */
function put(field, text) {
  const start = field.selectionStart ?? field.value.length;
  const end = field.selectionEnd ?? start;
  field.focus();
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function InsertFields({ fields = [], label }) {
  const last = useRef(null);
  useEffect(() => {
    const note = (event) => {
      if (event.target?.matches?.(WRITABLE)) last.current = event.target;
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, []);
  const insert = (text) => {
    const field = last.current?.isConnected ? last.current : document.querySelector("textarea[name=body]");
    if (field) put(field, field.name === "subject" ? text.split("\n").join(" ") : text);
  };
  return h(
    "ul",
    { className: "pd-fieldlist", "aria-label": label },
    fields.map((field) =>
      h(
        "li",
        { key: field.name },
        h(
          "button",
          { type: "button", className: "pd-btn s quiet", title: field.says, "aria-label": `Insert ${field.name}: ${field.says}`, onClick: () => insert(field.text) },
          field.name,
        ),
        h("span", { className: "pd-small pd-muted" }, field.says),
      ),
    ),
  );
}
