"use client";

import { useEffect } from "react";

declare global {
  interface Window {
    endEarlyClicks?: () => void;
  }
}

/** Parts of a page get their scripts one after the other; so long after the first of them all have. */
const LATEST_MS = 5000;

/**
 * What is pressed before React has taken over a part of the page would be lost, or send a form without it. The last such press,
 * unless it is on a link, is held back and made again as soon as React knows the part (it marks the parts that it knows).
 */
const HOLD = `(() => {
  let pressed = null;
  let waiting = 0;
  const isKnown = (part) => Object.keys(part).some((key) => key.startsWith("__reactProps"));
  const again = (must) => {
    if (!pressed || (!must && pressed.isConnected && !isKnown(pressed))) return;
    const part = pressed;
    pressed = null;
    clearInterval(waiting);
    if (part.isConnected) part.click();
  };
  const hold = (event) => {
    const { target, button, metaKey, ctrlKey, shiftKey, altKey } = event;
    if (button || metaKey || ctrlKey || shiftKey || altKey || !(target instanceof Element) || target.closest("a[href]")) return;
    const part = target.closest("button,label,input[type=checkbox],input[type=radio],[role=button],[role=tab]");
    if (!part || isKnown(part)) return;
    event.preventDefault();
    clearInterval(waiting);
    pressed = part;
    waiting = setInterval(() => again(false), 50);
  };
  document.addEventListener("click", hold, true);
  window.endEarlyClicks = () => {
    document.removeEventListener("click", hold, true);
    again(true);
  };
})()`;

/** Stands in the head, with the request's nonce. */
export function HoldEarlyClicks({ nonce }: { nonce: string | undefined }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: it is the text above
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: HOLD }} />;
}

/** Ends the holding back a while after the page has its scripts. */
export function useEndOfEarlyClicks(): void {
  useEffect(() => {
    const timer = setTimeout(() => window.endEarlyClicks?.(), LATEST_MS);
    return () => clearTimeout(timer);
  }, []);
}
