// Asks again every few seconds while something is still under way elsewhere, and stops after a while.
import { useEffect, useRef } from "react";

const MOST = 100;

export function Again({ waiting, seconds = 3, onAgain }) {
  const ask = useRef(onAgain);
  ask.current = onAgain;
  useEffect(() => {
    if (!waiting) return undefined;
    let times = 0;
    const timer = setInterval(() => {
      if (document.hidden) return;
      times += 1;
      if (times > MOST) clearInterval(timer);
      else ask.current?.();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [waiting, seconds]);
  return null;
}
