// The pictures of blocks: a word from the catalog, a drawing of ours; an unknown word gets a plain box.
import type { ReactNode } from "react";

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
};

export function Icon({ name, size = 18 }: { name?: string; size?: number }) {
  const word = name ?? "box";
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
      {ICONS[word] ?? ICONS[SAME[word] ?? "box"]}
    </svg>
  );
}
