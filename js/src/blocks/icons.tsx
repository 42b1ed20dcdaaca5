// The pictures of blocks: a word from the catalog, a drawing of ours; an unknown word gets a plain box.
import type { ReactNode } from "react";
import type { BlockInfo } from "../model/types";

const ICONS: Record<string, ReactNode> = {
  table: <path d="M3.5 5.5h17v13h-17zM3.5 10h17M9.5 10v8.5" />,
  database: (
    <>
      <ellipse cx="12" cy="6" rx="7.5" ry="2.8" />
      <path d="M4.5 6v12c0 1.5 3.4 2.8 7.5 2.8s7.5-1.3 7.5-2.8V6M4.5 12c0 1.5 3.4 2.8 7.5 2.8s7.5-1.3 7.5-2.8" />
    </>
  ),
  code: <path d="M8.5 7.5 4 12l4.5 4.5M15.5 7.5 20 12l-4.5 4.5M13.5 5l-3 14" />,
  split: <path d="M3.5 12H9l6-6.5h5.5M9 12l6 6.5h5.5M17.5 3l3 2.5-3 2.5M17.5 16l3 2.5-3 2.5" />,
  branch: <path d="m12 3.5 8.5 8.5-8.5 8.5L3.5 12zM12 8.5v4M12 15.3v.2" />,
  input: <path d="M10.5 4.5h8a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-8M3.5 12h11M11 8.5l3.5 3.5-3.5 3.5" />,
  output: <path d="M13.5 4.5h-8a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h8M9.5 12h11M17 8.5l3.5 3.5-3.5 3.5" />,
  robot: (
    <>
      <rect x="4.5" y="8" width="15" height="11" rx="2.5" />
      <path d="M12 8V4.5M9.3 12.5v1.5M14.7 12.5v1.5M2.5 12.5v3M21.5 12.5v3" />
      <circle cx="12" cy="3.8" r=".8" />
    </>
  ),
  agent: (
    <>
      <circle cx="11" cy="8" r="3.8" />
      <path d="M3.8 20c.6-4 3.4-6 7.2-6s6.6 2 7.2 6M18.5 3.5v4M16.5 5.5h4" />
    </>
  ),
  platform: <path d="M4 5h16v4.5H4zM4 14.5h16V19H4zM7 7.3h.1M7 16.7h.1M12 9.5v5" />,
  globe: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M3.5 12h17M12 3.5c5 5.3 5 11.7 0 17M12 3.5c-5 5.3-5 11.7 0 17" />
    </>
  ),
  webhook: <path d="M13 3 5.5 13.5H12L11 21l7.5-10.5H12z" />,
  text: <path d="M5 6.5V5h14v1.5M12 5v14M9.5 19h5" />,
  workflow: (
    <>
      <rect x="3.5" y="4" width="6.5" height="6" rx="1.5" />
      <rect x="14" y="14" width="6.5" height="6" rx="1.5" />
      <path d="M10 7h4.5a2.7 2.7 0 0 1 2.7 2.7V14" />
    </>
  ),
  read: <path d="M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5M9 12.5h6.5M9 16h6.5" />,
  write: <path d="M12 3.5v10M8 9.8l4 4 4-4M4.5 15v5h15v-5" />,
  filter: <path d="M4 4.8h16l-6.2 7.4v7l-3.6-2v-5z" />,
  derive: <path d="M4 5h7.5v14H4zM4 9.7h7.5M4 14.3h7.5M17.7 9v6M14.7 12h6" />,
  join: (
    <>
      <circle cx="9" cy="12" r="5.6" />
      <circle cx="15" cy="12" r="5.6" />
    </>
  ),
  sample: (
    <>
      <rect x="4" y="4" width="16" height="16" rx="3.5" />
      <path d="M8.6 8.6h.1M15.4 8.6h.1M12 12h.1M8.6 15.4h.1M15.4 15.4h.1" strokeWidth="2.2" />
    </>
  ),
  deduplicate: (
    <>
      <rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2" />
      <path d="M15.5 8.5V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7.5a2 2 0 0 0 2 2h2.5" strokeDasharray="2.4 2.6" />
    </>
  ),
  parts: (
    <>
      <circle cx="12" cy="12" r="8.3" />
      <path d="M12 12V3.7M12 12l7.2 4.1M12 12l-7.2 4.1" />
    </>
  ),
  check: <path d="m12 3.3 7.2 2.7v5.6c0 4.3-3 7.5-7.2 9.1-4.2-1.6-7.2-4.8-7.2-9.1V6zM8.6 12l2.4 2.4 4.4-4.8" />,
  generate: <path d="m11 4 1.9 5.6 5.6 1.9-5.6 1.9L11 19l-1.9-5.6-5.6-1.9 5.6-1.9zM18.5 15.5v5M16 18h5" />,
  label: <path d="M4 11.7V5.2C4 4.5 4.5 4 5.2 4h6.5l8.5 8.5-7.7 7.7zM8.3 8.3h.1" />,
  box: <path d="m12 3.5 7.5 4.2v8.6L12 20.5l-7.5-4.2V7.7zM4.5 7.7 12 12l7.5-4.3M12 12v8.5" />,
};

/** Words that other catalogs use for the same picture. */
const SAME: Record<string, string> = {
  sql: "database",
  function: "code",
  condition: "branch",
  starter: "input",
  manual: "input",
  response: "output",
  llm: "robot",
  api: "globe",
  bolt: "webhook",
  orchestration: "workflow",
  sparkle: "generate",
  tag: "label",
};

/** The drawing of a word; null where there is none of its own. */
export function drawing(name: string): ReactNode | null {
  return ICONS[name] ?? ICONS[SAME[name] ?? ""] ?? null;
}

/** The classes of a block's tile, whose colour is that of its picture, or of its group. */
export function tile(info: Pick<BlockInfo, "icon" | "group"> | undefined): string {
  return `powa-tile powa-group-${info?.group || "none"} powa-hue-${info?.icon ?? "box"}`;
}

export function Icon({ name, size = 18 }: { name?: string; size?: number }) {
  return (
    <svg
      className="powa-icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {drawing(name ?? "box") ?? ICONS.box}
    </svg>
  );
}
