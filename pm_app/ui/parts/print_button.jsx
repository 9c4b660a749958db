// Printing what is shown: a PDF as the browser itself prints it, from a frame nobody sees; else the page without its rest.
import { createElement as h } from "react";

const SHAPE = "M7 9V3h10v6M7 18H5a2 2 0 01-2-2v-5a2 2 0 012-2h14a2 2 0 012 2v5a2 2 0 01-2 2h-2M7 14h10v7H7z";

function printFile(url) {
  // Where the browser shows no PDF in a page of ours, it shows it in one of its own.
  if (!navigator.pdfViewerEnabled) {
    window.open(url, "_blank", "noopener");
    return;
  }
  document.getElementById("pd-printed")?.remove();
  const frame = document.createElement("iframe");
  Object.assign(frame, { id: "pd-printed", title: "The file that is printed", src: url, tabIndex: -1 });
  frame.setAttribute("aria-hidden", "true");
  frame.className = "pd-printed";
  frame.onload = () => {
    frame.contentWindow.focus();
    frame.contentWindow.print();
  };
  document.body.append(frame);
}

export function PrintButton({ url = "", title = "Document" }) {
  return h(
    "button",
    {
      type: "button",
      className: "pd-btn icon",
      "aria-label": `Print ${title}`,
      "aria-keyshortcuts": "p",
      title: "Print",
      onClick: () => (url ? printFile(url) : window.print()),
    },
    h("svg", { className: "pd-icon", viewBox: "0 0 24 24", "aria-hidden": true }, h("path", { d: SHAPE })),
  );
}
