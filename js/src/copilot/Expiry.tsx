// How long something still waits for an answer.
import { duration } from "../workflow/format";
import { useNow } from "../workflow/Status";

export function Expiry({ at }: { at: string }) {
  const end = Date.parse(at);
  const now = useNow(!Number.isNaN(end), 1_000);
  if (Number.isNaN(end)) return null;
  const left = Math.max(0, Math.round((end - now) / 1000));
  return <span className="powa-expiry">{left ? `Waits ${duration(left * 1000)} more` : "Time is up"}</span>;
}
