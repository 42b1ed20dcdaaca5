// What went wrong, in a line under the header, until it is dismissed.
import { GONE } from "../api/comm";
import { BUTTON_ICONS } from "./buttons";
import type { Snapshot } from "./live";

export function Notices({ snapshot: { gone, problem }, dismiss }: { snapshot: Snapshot; dismiss(): void }) {
  return (
    <>
      {gone && <Notice text={GONE} />}
      {problem && <Notice text={problem} onClose={dismiss} />}
    </>
  );
}

export function Notice({ text, onClose }: { text: string; onClose?(): void }) {
  return (
    <div className="powa-notice" role="alert">
      <span>{text}</span>
      {onClose && (
        <button type="button" className="powa-tool" aria-label="Dismiss" onClick={onClose}>
          {BUTTON_ICONS.close}
        </button>
      )}
    </div>
  );
}
