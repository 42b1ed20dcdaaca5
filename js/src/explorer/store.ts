// What a view subscribes to: a value that is replaced, never changed.

export class Store<T> {
  private readonly listeners = new Set<() => void>();

  constructor(protected value: T) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): T => this.value;

  protected set(change: Partial<T>): void {
    this.value = { ...this.value, ...change };
    for (const listener of this.listeners) listener();
  }

  protected leave(): void {
    this.listeners.clear();
  }
}
