// Dialogs: a form that asks before it throws away what was typed, and a question that says what will happen.
import { AlertDialog, Dialog } from "@radix-ui/themes";
import { createElement as h, useEffect, useRef, useState } from "react";
import { DeskForm, DeskSubmit } from "./form.jsx";

/** A dialog around a form; Esc, Cancel and a press outside ask first when something was typed. */
export function DeskDialog({ open, title, note, wide, submit, busyLabel, tone, answers, errors, onSubmit, onPreview, onClose, children }) {
  const typed = useRef(false);
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    typed.current = false;
    setAsking(false);
  }, [open]);
  const leave = () => (typed.current ? setAsking(true) : onClose?.());
  return h(
    Dialog.Root,
    { open: Boolean(open), onOpenChange: (next) => !next && (asking ? setAsking(false) : leave()) },
    h(
      Dialog.Content,
      {
        className: `pd-dialog ${wide ? "wide" : ""}`,
        maxWidth: wide ? "720px" : "520px",
        "aria-describedby": undefined,
        onInteractOutside: (event) => typed.current && (event.preventDefault(), setAsking(true)),
      },
      h(Dialog.Title, { className: "pd-dialog-title" }, title),
      note && h("p", { className: "pd-dialog-note" }, note),
      h(
        DeskForm,
        { onSubmit, onPreview, answers, errors, onTyped: () => (typed.current = true), ariaLabel: title },
        h("div", { className: "pd-dialog-body" }, children),
        asking
          ? h(
              "div",
              { className: "pd-dialog-foot asking", role: "alert" },
              h("span", null, "Throw away what was typed?"),
              h("span", { className: "pd-grow" }),
              h("button", { type: "button", className: "pd-btn", autoFocus: true, onClick: () => setAsking(false) }, "Keep editing"),
              h("button", { type: "button", className: "pd-btn danger", onClick: () => onClose?.() }, "Throw away"),
            )
          : h(
              "div",
              { className: "pd-dialog-foot" },
              h("button", { type: "button", className: "pd-btn ghost", onClick: leave }, "Cancel"),
              h(DeskSubmit, { label: submit, busyLabel, tone }),
            ),
      ),
    ),
  );
}

/** A question before something that cannot be undone; the button says what it does. */
export function DeskConfirm({ open, title, body, confirm, busyLabel = "Working…", danger, answers, onConfirm, onClose, children }) {
  const [busy, setBusy] = useState(false);
  useEffect(() => setBusy(false), [answers, open]);
  return h(
    AlertDialog.Root,
    { open: Boolean(open), onOpenChange: (next) => !next && onClose?.() },
    h(
      AlertDialog.Content,
      { className: "pd-dialog", maxWidth: "480px" },
      h(AlertDialog.Title, { className: "pd-dialog-title" }, title),
      h(AlertDialog.Description, { className: "pd-dialog-note" }, body),
      children,
      h(
        "div",
        { className: "pd-dialog-foot" },
        h("button", { type: "button", className: "pd-btn ghost", onClick: () => onClose?.() }, "Cancel"),
        h(
          "button",
          {
            type: "button",
            className: `pd-btn primary ${danger ? "danger" : ""}`,
            "aria-disabled": busy || undefined,
            onClick: () => !busy && (setBusy(true), onConfirm?.()),
          },
          busy ? busyLabel : confirm,
        ),
      ),
    ),
  );
}
