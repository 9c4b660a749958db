// Keys of a stack of papers: Enter files the one on top, Alt+Down goes on to the next, Alt+Delete throws it away.
import { useEffect } from "react";

const LEAVE = 'input, textarea, select, button, a, [role="dialog"], [role="alertdialog"], [contenteditable="true"]';
const KEYS = { ArrowDown: "later", Delete: "trash", Backspace: "trash" };

export function StackKeys({ paper }) {
  useEffect(() => {
    const press = (event) => {
      if (event.defaultPrevented || document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
      const filed = event.key === "Enter" && !event.altKey && !event.target.closest(LEAVE);
      const name = filed ? "file" : event.altKey && !event.ctrlKey && !event.metaKey ? KEYS[event.key] : undefined;
      const button = name && document.querySelector(name === "file" ? ".pd-paper-form [type=submit]" : `[data-stack="${name}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  useEffect(() => {
    document.querySelector('.pd-stack li.on')?.scrollIntoView({ block: "nearest" });
  }, [paper]);
  return null;
}
