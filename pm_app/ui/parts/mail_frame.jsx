// A mail in a frame as high as the mail, up to a limit; in the frame nothing runs, opens or sends.
import { createElement as h, useState } from "react";

const LOWEST = 120;
const HIGHEST = 520;

/** The frame may be measured by this page (`allow-same-origin`); without `allow-scripts` nothing in it runs. */
export function MailFrame({ html = "", label, width }) {
  const [height, setHeight] = useState(HIGHEST);
  const measure = (event) => {
    const page = event.target.contentDocument?.documentElement;
    if (!page) return;
    event.target.style.height = "0";
    const wanted = Math.min(HIGHEST, Math.max(LOWEST, page.scrollHeight + 2));
    event.target.style.height = `${wanted}px`;
    setHeight(wanted);
  };
  return h("iframe", {
    key: html, // a frame of its own for each mail: one that is kept may go on showing the mail before
    srcDoc: html,
    sandbox: "allow-same-origin",
    title: label,
    className: "pd-phone",
    width,
    style: { height: `${height}px` },
    onLoad: measure,
  });
}
