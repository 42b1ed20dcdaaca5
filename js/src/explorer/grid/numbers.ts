// Numbers as text, digit for digit: what is exact in the database never passes through a float here.

/** An integer with its decimal point `scale` digits from the right. */
export function decimal(unscaled: bigint | number, scale: number): string {
  const whole = BigInt(unscaled);
  if (scale <= 0) return String(whole * 10n ** BigInt(-scale));
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, "0");
  return `${whole < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The shortest text that is this float again: as a double, or of 32 or 16 bits. */
export function float(value: number, bits: 16 | 32 | 64 = 64): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const text = bits === 64 ? String(value) : shortest(value, bits);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function shortest(value: number, bits: 16 | 32): string {
  const [from, to] = bits === 32 ? [6, 9] : [3, 5];
  for (let digits = from; digits < to; digits += 1) {
    const text = String(Number(value.toPrecision(digits)));
    if (bits === 32 && Math.fround(Number(text)) === value) return text;
    if (bits === 16 && Math.abs(Number(text) - value) < Math.abs(value) * 2 ** -12) return text;
  }
  return String(Number(value.toPrecision(to)));
}

/** A count with separators, for people. */
export function grouped(count: number | bigint): string {
  return count.toLocaleString("en-US");
}

/** 1.2 million rather than 1,234,567: for what is not exact. */
export function rounded(count: number): string {
  if (count < 10_000) return grouped(Math.round(count));
  return count.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 3 });
}

/** A share of a whole: 0 %, <0.1 %, 12 %. */
export function share(part: number, whole: number): string {
  if (!whole || !part) return "0%";
  const percent = (100 * part) / whole;
  if (percent < 0.1) return "<0.1%";
  if (percent > 99.9 && part < whole) return ">99.9%";
  return `${percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)}%`;
}

/** A number as short as a label: 1.23e9 for the very large, four digits else. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return float(value);
  const size = Math.abs(value);
  if (size >= 1e12 || (size > 0 && size < 1e-4)) return value.toExponential(2);
  if (size >= 10_000) return value.toLocaleString("en-US", { notation: "compact", maximumFractionDigits: 1 });
  return String(Number(value.toPrecision(4)));
}
