// What stands in place of the graph: while it loads, when it is empty, when it cannot be shown.
import { Component, type ReactNode } from "react";

export function Loading() {
  return (
    <div className="powa-message" role="status">
      <div className="powa-skeleton" aria-hidden="true">
        <span />
        <span />
        <span />
      </div>
      <p>Loading the workflow…</p>
    </div>
  );
}

export function Empty() {
  return (
    <div className="powa-message">
      <svg width="64" height="40" viewBox="0 0 64 40" className="powa-icon-small" aria-hidden="true">
        <rect x="2" y="12" width="20" height="16" rx="4" strokeDasharray="3 3" />
        <rect x="42" y="12" width="20" height="16" rx="4" strokeDasharray="3 3" />
        <path d="M24 20h15m-4-4 4 4-4 4" />
      </svg>
      <p className="powa-message-title">No blocks yet</p>
      <p>This workflow is empty. Its blocks appear here as soon as they are saved.</p>
    </div>
  );
}

export function Failed({ problem, onRetry }: { problem: string; onRetry(): void }) {
  return (
    <div className="powa-message" role="alert">
      <p className="powa-message-title">The workflow cannot be shown</p>
      <p>{problem}</p>
      <button type="button" className="powa-button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

interface Broken {
  error: Error | null;
}

/** A mistake of ours in one view must not take the notebook's page with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, Broken> {
  override state: Broken = { error: null };

  static getDerivedStateFromError(error: Error): Broken {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return <Failed problem={`The view broke: ${error.message}`} onRetry={() => this.setState({ error: null })} />;
  }
}
