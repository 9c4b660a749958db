// What pdf.js needs beside its code: the worker, character maps, stand-in fonts and decoders, all from our own build.
import { pdfjs } from "react-pdf";

const maps = import.meta.glob("/node_modules/pdfjs-dist/cmaps/*.bcmap", { query: "?url", import: "default", eager: true });
const fonts = import.meta.glob("/node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}", { query: "?url", import: "default", eager: true });
const decoders = import.meta.glob("/node_modules/pdfjs-dist/wasm/*.wasm", { query: "?url", import: "default", eager: true });

pdfjs.GlobalWorkerOptions.workerSrc = new URL("pdfjs-dist/build/pdf.worker.min.mjs", import.meta.url).toString();

// A file that is left while it is fetched ends in a refusal nobody waits for any more: no fault of the page.
window.addEventListener("unhandledrejection", (event) => {
  if (event.reason?.name === "AbortException") event.preventDefault();
});

async function bytes(files, folder, name) {
  const address = files[`/node_modules/pdfjs-dist/${folder}/${name}`];
  if (!address) throw new Error(`There is no ${name} in the build.`);
  // The build puts small files into the code itself; the page may not fetch those.
  const inside = /^data:[^,]*;base64,(.*)$/.exec(address);
  if (inside) return Uint8Array.from(atob(inside[1]), (char) => char.charCodeAt(0));
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${name} could not be read.`);
  return new Uint8Array(await answer.arrayBuffer());
}

class CharacterMaps {
  async fetch({ name }) {
    return { cMapData: await bytes(maps, "cmaps", `${name}.bcmap`), isCompressed: true };
  }
}

class StandInFonts {
  fetch({ filename }) {
    return bytes(fonts, "standard_fonts", filename);
  }
}

class Decoders {
  fetch({ filename }) {
    return bytes(decoders, "wasm", filename);
  }
}

// A worker is started before it is known what is shown: it is a megabyte of code. Each file has one of its own.
let spare = new pdfjs.PDFWorker();

/** Return a worker that no other file uses; who takes it ends it. */
export function takeWorker() {
  const taken = spare ?? new pdfjs.PDFWorker();
  spare = null;
  return taken;
}

/** How a file is opened: in ranges as pages are needed, as the person who is signed in, without evaluating code. */
export const OPENING = {
  withCredentials: true,
  disableAutoFetch: true,
  disableStream: true,
  rangeChunkSize: 262144,
  isEvalSupported: false,
  enableXfa: false,
  useWorkerFetch: false,
  CMapReaderFactory: CharacterMaps,
  StandardFontDataFactory: StandInFonts,
  WasmFactory: Decoders,
};
