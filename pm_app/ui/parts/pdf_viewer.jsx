// The document viewer: opens a PDF in ranges, or a picture, and says what is wrong with a file that does not open.
import { createElement as h, useEffect, useMemo, useState } from "react";
import { Document } from "react-pdf";
import "react-pdf/dist/Page/AnnotationLayer.css";
import "react-pdf/dist/Page/TextLayer.css";
import { OPENING, takeWorker } from "./pdf_files.js";
import { Pages } from "./viewer_pages.jsx";

const waiting = h("div", { className: "pd-viewer-wait", role: "status" }, h("span", { className: "pd-sr" }, "Opening the document"));
const given = ({ page = 1, query = "", title = "Document", ...rest }) => ({ page, query, title, ...rest });

function Frame({ title, label, failure, children }) {
  const broken = failure && h("div", { className: "pd-viewer-failed", role: "alert" }, h("h2", null, "This file cannot be shown"), h("p", null, failure));
  return h("div", { className: "pd-viewer", role: "region", "aria-label": `Pages of ${label || title}` }, broken || children);
}

/** How this file is opened: by a worker of its own, which ends when the file is left. */
function useOpening() {
  const opening = useMemo(() => ({ ...OPENING, worker: takeWorker() }), []);
  // What is still under way in it is ended first, by the viewer's own leaving.
  useEffect(() => () => setTimeout(() => opening.worker.destroy()), []);
  return opening;
}

function Pdf(props) {
  const { url, title, label, onPageCount } = props;
  const opening = useOpening();
  const [opened, setOpened] = useState(null);
  const [failure, setFailure] = useState("");
  const open = async (pdf) => {
    const page = await pdf.getPage(1);
    const view = page.getViewport({ scale: 1 });
    setOpened({ pdf, first: { width: view.width, height: view.height, rotate: page.rotate } });
    onPageCount?.(pdf.numPages);
  };
  const damaged = "It is damaged, or it could not be fetched. Reload the page, or download the file and open it.";
  return h(
    Frame,
    { title, label, failure },
    h(
      Document,
      {
        file: url,
        options: opening,
        className: "pd-viewer-inside",
        loading: waiting,
        error: null,
        noData: h("div", { className: "pd-viewer-wait" }),
        onLoadSuccess: (pdf) => open(pdf).catch(() => setFailure(damaged)),
        onPassword: () => setFailure("It is protected by a password. Download it and open it with its password."),
        onLoadError: () => setFailure((known) => known || damaged),
        externalLinkTarget: "_blank",
      },
      opened && h(Pages, { ...props, ...opened, count: opened.pdf.numPages }),
    ),
  );
}

function Picture(props) {
  const { url, title, label } = props;
  const [first, setFirst] = useState(null);
  const [failure, setFailure] = useState("");
  useEffect(() => {
    const picture = new Image();
    picture.onload = () => setFirst({ width: (picture.naturalWidth * 72) / 96, height: (picture.naturalHeight * 72) / 96, rotate: 0 });
    picture.onerror = () => setFailure("It is damaged, or it could not be fetched. Reload the page, or download the file and open it.");
    picture.src = url;
  }, []);
  const inside = first ? h(Pages, { ...props, src: url, first, count: 1 }) : waiting;
  return h(Frame, { title, label, failure }, h("div", { className: "pd-viewer-inside" }, inside));
}

/** The viewer of PDF files; another file starts it anew. */
export const PdfViewer = (props) => h(Pdf, { key: props.url, ...given(props) });

/** The viewer of pictures, as PDF files are viewed. */
export const PictureViewer = (props) => h(Picture, { key: props.url, ...given(props) });
