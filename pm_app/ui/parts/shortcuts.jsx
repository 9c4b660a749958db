// Single keys that press the button which names them (aria-keyshortcuts), unless somebody types or a dialog is open.
import { useEffect } from "react";

const typing = (node) => node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName);

export function Shortcuts() {
  useEffect(() => {
    const press = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
      if (!/^[a-z]$/.test(event.key) || document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
      const button = document.querySelector(`[aria-keyshortcuts="${event.key}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  return null;
}
