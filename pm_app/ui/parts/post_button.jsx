// A button that sends one value as a form of its own: what comes back is saved by the browser.
import { createElement as h } from "react";

export function PostButton({ action, name, value, label }) {
  const send = () => {
    const form = document.createElement("form");
    const field = document.createElement("input");
    Object.assign(form, { method: "post", action });
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
    document.body.append(form);
    form.submit();
    form.remove();
  };
  return h("button", { type: "button", className: "pd-btn s", onClick: send }, label);
}
