// Small square buttons and the drawings on buttons.
import type { ReactNode } from "react";

export function Tool({ label, onClick, children, pressed, disabled }: ToolProps) {
  return (
    <button
      type="button"
      className="powa-tool"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" className="powa-icon-small" aria-hidden="true">
        {children}
      </svg>
    </button>
  );
}

interface ToolProps {
  label: string;
  onClick(): void;
  children: ReactNode;
  pressed?: boolean;
  disabled?: boolean;
}

function drawn(path: string, filled = false) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      className={filled ? "powa-icon-filled" : "powa-icon-small"}
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}

/** Small drawings for buttons. */
export const BUTTON_ICONS = {
  play: drawn("M5 3.2v9.6c0 .5.5.8.9.5l7-4.8a.6.6 0 0 0 0-1L5.9 2.7c-.4-.3-.9 0-.9.5z", true),
  stop: drawn("M4.5 3.5h7a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z", true),
  list: drawn("M6 4h7.5M6 8h7.5M6 12h7.5M2.7 4h.1M2.7 8h.1M2.7 12h.1"),
  hook: drawn("M8.7 2 3.7 9H8l-.7 5 5-7H8z"),
  edit: drawn("M3.5 12.5 4 10l6.6-6.6 2 2L6 12zM9.4 4.6l2 2"),
  close: drawn("m4 4 8 8M12 4l-8 8"),
  kernel: drawn("M4.5 4.5h7v7h-7zM6.5 2.5v2M9.5 2.5v2M6.5 11.5v2M9.5 11.5v2M2.5 6.5h2M2.5 9.5h2M11.5 6.5h2M11.5 9.5h2"),
};
