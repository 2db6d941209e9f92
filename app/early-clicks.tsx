"use client";

import { useEffect } from "react";

declare global {
  interface Window {
    earlyClick?: () => HTMLElement | null;
  }
}

/**
 * What is pressed before React listens would be lost, or send a form without it. The last such press on what is no link is held
 * back and made again once the page listens.
 */
const HOLD = `(() => {
  let pressed = null;
  const hold = (event) => {
    const { target, button, metaKey, ctrlKey, shiftKey, altKey } = event;
    if (button || metaKey || ctrlKey || shiftKey || altKey || !(target instanceof Element) || target.closest("a[href]")) return;
    const part = target.closest("button,label,input[type=checkbox],input[type=radio],[role=button],[role=tab]");
    if (!part) return;
    event.preventDefault();
    pressed = part;
  };
  document.addEventListener("click", hold, true);
  window.earlyClick = () => {
    document.removeEventListener("click", hold, true);
    return pressed;
  };
})()`;

/** Stands in the head, with the request's nonce. */
export function HoldEarlyClicks({ nonce }: { nonce: string | undefined }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: it is the text above
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: HOLD }} />;
}

/** Makes the held press again. React hydrates at once the part of the page that is pressed. */
export function useEarlyClick(): void {
  useEffect(() => {
    const pressed = window.earlyClick?.() ?? null;
    delete window.earlyClick;
    if (pressed?.isConnected) pressed.click();
  }, []);
}
