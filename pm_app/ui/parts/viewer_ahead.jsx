// Fetches the document viewer and starts its worker while the page still asks what there is to show.
import { useEffect } from "react";

export function ViewerAhead() {
  useEffect(() => {
    // Where it fails, the viewer itself says so when it is needed.
    import("./pdf_viewer.jsx").catch(() => null);
  }, []);
  return null;
}
