// Dates, times and spans as text: exact to the nanosecond, for all years, in the zone that the column names.

const DAY = 86_400n;
const FOREVER_DAYS = 2_147_483_647n;
const FOREVER = 9_223_372_036_854_775_807n;
const ZONE_CACHE_SIZE = 4_000;

/** Units per second by Arrow's word for the unit: seconds, milli-, micro-, nanoseconds. */
const PER_SECOND = [1n, 1_000n, 1_000_000n, 1_000_000_000n] as const;
const two = (value: bigint | number) => String(value).padStart(2, "0");

function floorDiv(value: bigint, by: bigint): [bigint, bigint] {
  const rest = ((value % by) + by) % by;
  return [(value - rest) / by, rest];
}

/** A day counted from 1970-01-01, in the calendar that databases use for all years. */
export function day(days: bigint): string {
  if (days >= FOREVER_DAYS) return "infinity";
  if (days <= -FOREVER_DAYS) return "-infinity";
  const [era, ofEra] = floorDiv(days + 719_468n, 146_097n); // 400 years, beginning with a March
  const yearOfEra = (ofEra - ofEra / 1_460n + ofEra / 36_524n - ofEra / 146_096n) / 365n;
  const ofYear = ofEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  const shifted = (5n * ofYear + 2n) / 153n;
  const date = ofYear - (153n * shifted + 2n) / 5n + 1n;
  const month = shifted < 10n ? shifted + 3n : shifted - 9n;
  const year = yearOfEra + era * 400n + (month <= 2n ? 1n : 0n);
  const shown = year > 0n ? year : 1n - year;
  return `${String(shown).padStart(4, "0")}-${two(month)}-${two(date)}${year > 0n ? "" : " (BC)"}`;
}

/** A time of day, in units since midnight; a fraction without its last zeros. */
export function time(units: bigint, unit: number): string {
  const per = PER_SECOND[unit] ?? 1n;
  const [seconds, rest] = floorDiv(units, per);
  const digits = String(rest)
    .padStart(unit * 3, "0")
    .replace(/0+$/, "");
  const fraction = rest ? `.${digits}` : "";
  return `${two(seconds / 3_600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${fraction}`;
}

const zones = new Map<string, number>();
const makers = new Map<string, Intl.DateTimeFormat | null>();

/** Seconds east of Greenwich, of a zone's name or of "+02:00", at an hour. */
function offset(zone: string, seconds: bigint): number {
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (fixed) return (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 3_600 + Number(fixed[3]) * 60);
  if (/^(Etc\/)?(UTC|GMT|Z)$/i.test(zone)) return 0;
  const key = `${zone} ${seconds / 900n}`;
  const known = zones.get(key);
  if (known !== undefined) return known;
  if (zones.size > ZONE_CACHE_SIZE) zones.clear();
  const found = lookup(zone, Number(seconds) * 1_000);
  zones.set(key, found);
  return found;
}

function lookup(zone: string, milliseconds: number): number {
  if (!makers.has(zone)) makers.set(zone, maker(zone));
  const parts = Math.abs(milliseconds) < 8.64e15 ? makers.get(zone)?.formatToParts(milliseconds) : undefined;
  const name = parts?.find((part) => part.type === "timeZoneName")?.value ?? "";
  const found = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name);
  if (!found) return 0;
  const size = Number(found[2]) * 3_600 + Number(found[3]) * 60 + Number(found[4] ?? 0);
  return found[1] === "-" ? -size : size;
}

/** None for a zone that this browser does not know: such a time is shown in UTC. */
function maker(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  } catch {
    return null;
  }
}

function offsetWords(seconds: number): string {
  const size = Math.abs(seconds);
  const minutes = Math.floor(size / 60) % 60;
  return `${seconds < 0 ? "-" : "+"}${two(Math.floor(size / 3_600))}${minutes ? `:${two(minutes)}` : ""}`;
}

/** A moment, in units since 1970; with a zone it is an instant and is shown as that zone's clocks show it. */
export function timestamp(units: bigint, unit: number, zone: string | null): string {
  if (units === FOREVER) return "infinity";
  if (units <= -FOREVER) return "-infinity";
  const per = PER_SECOND[unit] ?? 1n;
  const [instant] = floorDiv(units, per);
  const east = zone ? offset(zone, instant) : 0;
  const [days, rest] = floorDiv(units + BigInt(east) * per, DAY * per);
  return `${day(days)} ${time(rest, unit)}${zone ? offsetWords(east) : ""}`;
}

/** A span of a number of units: days, then a clock. */
export function duration(units: bigint, unit: number): string {
  const size = units < 0n ? -units : units;
  const [days, rest] = floorDiv(size, DAY * (PER_SECOND[unit] ?? 1n));
  const clock = days && !rest ? "" : time(rest, unit);
  return `${units < 0n ? "-" : ""}${[days ? words(days, "day") : "", clock].filter(Boolean).join(" ")}`;
}

/** A span of months, days and nanoseconds, each with its own sign. */
export function interval(months: number, days: number, nanoseconds: bigint): string {
  const parts = [
    words(Math.trunc(months / 12), "year"),
    words(months % 12, "month"),
    words(days, "day"),
    nanoseconds ? `${nanoseconds < 0n ? "-" : ""}${time(nanoseconds < 0n ? -nanoseconds : nanoseconds, 3)}` : "",
  ].filter(Boolean);
  return parts.join(" ") || "00:00:00";
}

function words(count: number | bigint, word: string): string {
  if (!count) return "";
  return `${count} ${word}${Math.abs(Number(count)) === 1 ? "" : "s"}`;
}
