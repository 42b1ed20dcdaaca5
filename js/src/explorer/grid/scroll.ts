// A hundred million rows behind an element that may be ten million pixels high: the table draws a window of the rows,
// and the window moves. Wheel and keys move row by row wherever it stands; a dragged scrollbar moves the window.

/** Rows of a window; times the height of a row it stays below what every browser can draw. */
export const WINDOW_ROWS = 150_000;
/** A move of more rows than so many screens is a jump: a dragged thumb, not a wheel. */
const JUMP_SCREENS = 3;
/** So many screens stay above and below within the window, unless the rows end there. */
const ROOM_SCREENS = 40;

export class RowWindow {
  /** The row that stands first in the window. */
  base = 0;
  private last = 0;

  constructor(
    public total: number,
    readonly size = WINDOW_ROWS,
  ) {}

  /** Rows that the table is told of. */
  get rows(): number {
    return Math.min(this.total, this.size);
  }

  /** How far the window can move. */
  private get slack(): number {
    return Math.max(0, this.total - this.size);
  }

  resize(total: number): void {
    this.total = total;
    this.base = Math.min(this.base, this.slack);
  }

  /**
   * The table was scrolled so that `top` of the window's rows is first, with `screen` rows in sight. `near`: by a
   * wheel or a finger, which never jump.
   * Where it must be scrolled to instead, or null where it stands right.
   */
  moved(top: number, screen: number, near = false): number | null {
    const far = !near && Math.abs(top - this.last) > JUMP_SCREENS * screen;
    this.last = top;
    if (!this.slack) return null;
    if (far) {
      this.base = Math.round(this.share(top, screen) * this.slack);
      return null;
    }
    const edge = 2 * screen;
    const atStart = top < edge && this.base > 0;
    const atEnd = top > this.size - screen - edge && this.base < this.slack;
    return atStart || atEnd ? this.show(this.base + top, screen) : null;
  }

  /** Moves the window so that it holds that row, and says to which of the window's rows the table must be scrolled. */
  show(row: number, screen: number): number {
    const highest = Math.max(0, this.total - screen);
    const wanted = Math.max(0, Math.min(row, highest));
    const room = Math.min(ROOM_SCREENS * screen, this.size / 4);
    const rough = highest ? (wanted / highest) * (this.rows - screen) : 0;
    const lowest = Math.min(room, wanted);
    const most = this.rows - screen - Math.min(room, highest - wanted);
    const place = Math.round(Math.max(lowest, Math.min(rough, most)));
    this.base = Math.max(0, Math.min(Math.floor(wanted) - place, this.slack));
    this.last = wanted - this.base;
    return this.last;
  }

  /** The screen may hold a part of one more row: the end is reached nevertheless. */
  private share(top: number, screen: number): number {
    const most = Math.max(1, this.size - screen);
    return top > most - 1 ? 1 : Math.max(0, top / most);
  }
}
