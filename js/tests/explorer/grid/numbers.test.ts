// Numbers digit for digit.
import { expect, test } from "vitest";
import { decimal, float, rounded, share, short } from "../../../src/explorer/grid/numbers";

test.each([
  [12345n, 2, "123.45"],
  [-5n, 2, "-0.05"],
  [0n, 3, "0.000"],
  [7n, 0, "7"],
  [7n, -2, "700"],
  [99999999999999999999999999999999999999n, 10, "9999999999999999999999999999.9999999999"],
])("the decimal %s with %s digits is %s", (unscaled, scale, text) => {
  expect(decimal(unscaled, scale)).toBe(text);
});

test.each([
  [0.1, 64, "0.1"],
  [1, 64, "1.0"],
  [-0, 64, "-0.0"],
  [1e21, 64, "1e+21"],
  [Number.NaN, 64, "NaN"],
  [Number.POSITIVE_INFINITY, 64, "inf"],
  [Number.NEGATIVE_INFINITY, 64, "-inf"],
  [Math.fround(0.1), 32, "0.1"],
  [Math.fround(16777216), 32, "16777216.0"],
  [Math.fround(3.4028234663852886e38), 32, "3.4028235e+38"],
] as const)("the float %s of %s bits is %s", (value, bits, text) => {
  expect(float(value, bits)).toBe(text);
});

test("what a 32-bit float shows is that float again", () => {
  for (let at = 1; at < 2_000; at += 1) {
    const value = Math.fround(Math.sin(at) * 10 ** (at % 30));
    expect(Math.fround(Number(float(value, 32)))).toBe(value);
  }
});

test("shares and labels are short, and never say all or nothing where it is neither", () => {
  expect([share(0, 10), share(1, 1e6), share(999_999, 1e6), share(1, 8), share(8, 8)]).toEqual([
    ...["0%", "<0.1%", ">99.9%", "13%", "100%"],
  ]);
  expect([short(0), short(1234.567), short(56_789), short(1.5e13), short(1e-7)]).toEqual([
    ...["0", "1235", "56.8K", "1.50e+13", "1.00e-7"],
  ]);
  expect([rounded(42), rounded(1_234_567)]).toEqual(["42", "1.23M"]);
});
