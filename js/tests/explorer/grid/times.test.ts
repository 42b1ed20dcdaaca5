// Dates and times of all years and zones.
import { expect, test } from "vitest";
import { day, duration, interval, time, timestamp } from "../../../src/explorer/grid/times";

test.each([
  [0n, "1970-01-01"],
  [19_782n, "2024-02-29"],
  [-1n, "1969-12-31"],
  [-719_163n, "0001-12-31 (BC)"],
  [2_932_896n, "9999-12-31"],
  [2_932_897n, "10000-01-01"],
  [2_147_483_647n, "infinity"],
  [-2_147_483_647n, "-infinity"],
])("day %s is %s", (days, text) => {
  expect(day(days)).toBe(text);
});

test("every day of four centuries is what the calendar says", () => {
  for (let days = -100_000; days < 50_000; days += 37) {
    expect(day(BigInt(days))).toBe(new Date(days * 86_400_000).toISOString().slice(0, 10));
  }
});

test("times keep their fraction without its zeros, to the nanosecond", () => {
  expect(time(43_200n, 0)).toBe("12:00:00");
  expect(time(43_200_500n, 1)).toBe("12:00:00.5");
  expect(time(1n, 3)).toBe("00:00:00.000000001");
  expect(time(86_400_000_000n, 2)).toBe("24:00:00");
});

test("a moment without a zone stands as it is, also before 1970", () => {
  expect(timestamp(-1n, 2, null)).toBe("1969-12-31 23:59:59.999999");
  expect(timestamp(9_223_372_036_854_775_807n, 2, null)).toBe("infinity");
  expect(timestamp(-9_223_372_036_854_775_807n, 2, null)).toBe("-infinity");
});

test("an instant is shown by the clocks of its zone, in summer and in winter", () => {
  const winter = BigInt(Date.UTC(2024, 0, 31, 11)) * 1_000n;
  const summer = BigInt(Date.UTC(2024, 6, 31, 11)) * 1_000n;
  expect(timestamp(winter, 2, "Europe/Berlin")).toBe("2024-01-31 12:00:00+01");
  expect(timestamp(summer, 2, "Europe/Berlin")).toBe("2024-07-31 13:00:00+02");
  expect(timestamp(summer, 2, "Asia/Kolkata")).toBe("2024-07-31 16:30:00+05:30");
  expect(timestamp(summer, 2, "-03:30")).toBe("2024-07-31 07:30:00-03:30");
  expect(timestamp(summer, 2, "Etc/UTC")).toBe("2024-07-31 11:00:00+00");
  expect(timestamp(summer, 2, "Nowhere/AtAll")).toBe("2024-07-31 11:00:00+00");
});

test("spans say years, months, days and a clock, each with its sign", () => {
  expect(duration(90_061n, 0)).toBe("1 day 01:01:01");
  expect(duration(-172_800n, 0)).toBe("-2 days");
  expect(interval(14, -3, 3_600_000_000_000n)).toBe("1 year 2 months -3 days 01:00:00");
  expect(interval(0, 0, 0n)).toBe("00:00:00");
});
