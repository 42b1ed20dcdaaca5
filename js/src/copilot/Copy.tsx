// The button that copies a message.
import { useState } from "react";

export function Copy({ text, label }: { text: string; label: string }) {
  const [said, setSaid] = useState("Copy");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("The page may not copy"); // without a right to the clipboard
    }
    setTimeout(() => setSaid("Copy"), 2_000);
  };
  return (
    <button type="button" className="powa-link" aria-label={`${said}: ${label}`} onClick={() => void copy()}>
      {said}
    </button>
  );
}
