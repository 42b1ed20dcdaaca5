// Which model answers, and why another one cannot yet.

import { useCopilot } from "./context";
import type { Talk } from "./talk";

export function ModelPicker({ models }: { models: Talk["models"] }) {
  const { chat } = useCopilot();
  if (!models) return null;
  const known = models.options.some((option) => option.value === models.model);
  const chosen = models.options.find((option) => option.value === models.model);
  return (
    <>
      <select
        className="powa-select powa-models"
        aria-label="Model"
        title={chosen && !chosen.ready ? chosen.reason : "Which model answers"}
        value={models.model}
        onChange={(event) => void chat.setModel(event.target.value)}
      >
        {!known && <option value={models.model}>{models.model}</option>}
        {models.options.map((option) => (
          <option key={option.value} value={option.value} disabled={!option.ready} title={option.reason}>
            {option.ready ? option.label : `${option.label}: ${option.reason || "not ready"}`}
          </option>
        ))}
      </select>
      {chosen && !chosen.ready && <span className="powa-models-reason">{chosen.reason}</span>}
    </>
  );
}
