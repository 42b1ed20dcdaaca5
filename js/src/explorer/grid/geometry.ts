// Shapes as text: well-known binary, with or without z and m, little or big endian, to well-known text.

const NAMES = ["POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"];
const DIMENSIONS = ["", " Z", " M", " ZM"];
const Z = 0x80000000;
const M = 0x40000000;
const SRID = 0x20000000;

/** null where the bytes are no shape. */
export function shape(bytes: Uint8Array): string | null {
  try {
    return new Reader(bytes).shape(true);
  } catch {
    return null;
  }
}

class Reader {
  private readonly view: DataView;
  private at = 0;
  private little = true;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** `named`: with its name before it, which the parts of a MULTI… do not have. */
  shape(named: boolean): string {
    this.little = this.view.getUint8(this.at) === 1;
    this.at += 1;
    const word = this.count();
    if (word & SRID) this.at += 4;
    const plain = word & 0x1fffffff;
    const z = (word & Z) !== 0 || Math.floor(plain / 1_000) % 2 === 1;
    const m = (word & M) !== 0 || plain >= 2_000;
    const kind = plain % 1_000;
    const name = NAMES[kind - 1];
    if (!name) throw new Error("not a shape");
    const body = this.body(kind, 2 + Number(z) + Number(m));
    return named ? `${name}${DIMENSIONS[Number(z) + 2 * Number(m)]} ${body}` : body;
  }

  private body(kind: number, size: number): string {
    if (kind === 1) {
      const point = this.point(size);
      return point.includes("NaN") ? "EMPTY" : `(${point})`;
    }
    if (kind === 2) return this.list(() => this.point(size));
    if (kind === 3) return this.list(() => this.list(() => this.point(size)));
    if (kind === 4) return this.list(() => this.shape(false).replace(/[()]/g, ""));
    return this.list(() => this.shape(kind === 7));
  }

  private list(one: () => string): string {
    const parts = Array.from({ length: this.count() }, one);
    return parts.length ? `(${parts.join(", ")})` : "EMPTY";
  }

  private point(size: number): string {
    return Array.from({ length: size }, () => {
      this.at += 8;
      return String(this.view.getFloat64(this.at - 8, this.little));
    }).join(" ");
  }

  private count(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, this.little);
  }
}
