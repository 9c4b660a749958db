// Brings what was searched for into view once the text is there.
import { useEffect } from "react";

export function SeekMark({ what }) {
  useEffect(() => {
    const later = setTimeout(() => {
      const mark = document.querySelector(".pd-paper mark");
      const canvas = mark?.closest(".pd-canvas");
      if (!canvas) return;
      const away = mark.getBoundingClientRect().top - canvas.getBoundingClientRect().top;
      if (away > canvas.clientHeight - 60) canvas.scrollTop += away - canvas.clientHeight / 3;
    }, 50);
    return () => clearTimeout(later);
  }, [what]);
  return null;
}
