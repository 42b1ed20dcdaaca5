// Hostile Markdown becomes text: nothing runs, nothing is loaded, nothing of the page is touched.
// @vitest-environment jsdom
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { draw, rendered } from "../../src/copilot/markdown";
import payloads from "./payloads.json";

const TAGS = new Set(
  "p br hr blockquote pre code strong em s a ul ol li h4 h5 h6 table thead tbody tr th td".split(" "),
);

function drawn(text: string): HTMLElement {
  const element = document.createElement("div");
  document.body.append(element);
  draw(element, text);
  return element;
}

test.each(payloads)("%j", (payload) => {
  for (const text of [payload, `- ${payload}`, `> ${payload}\n\nand then`, `**${payload}**`]) {
    for (const element of drawn(text).querySelectorAll("*")) {
      expect(TAGS).toContain(element.tagName.toLowerCase());
      const names = element.getAttributeNames();
      const allowed = element.tagName === "A" ? ["href", "target", "rel"] : ["start"];
      expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
      if (names.includes("href")) expect(element.getAttribute("href")).toMatch(/^(https?:\/\/|mailto:|#)/i);
    }
  }
  expect((window as unknown as { ran?: number }).ran).toBe(undefined);
});

test("what an answer needs is there", () => {
  const text =
    "# Title\n\nSome **bold**, *slanted*, `code` and ~~gone~~.\n\n- one\n- two\n\n3. three\n\n| a | b |\n| - | -: |\n| 1 | 2 |\n\n```sql\nselect 1\n```\n\n> quoted";
  const tags = [...drawn(text).querySelectorAll("*")].map((element) => element.tagName.toLowerCase());
  for (const tag of ["h4", "strong", "em", "code", "s", "ul", "ol", "table", "th", "pre", "blockquote"])
    expect(tags).toContain(tag);
});

test("a link opens elsewhere and tells nothing of this page; an image is only its words", () => {
  const link = drawn("[docs](https://example.org/a)").querySelector("a");
  expect(link?.getAttribute("rel")).toBe("noopener noreferrer");
  expect(link?.getAttribute("target")).toBe("_blank");
  expect(rendered("![a chart](https://example.org/c.png)").textContent?.trim()).toBe("a chart");
  expect(rendered("[mail](mailto:a@example.org)").querySelector("a")?.getAttribute("href")).toBe(
    "mailto:a@example.org",
  );
});

test("this file alone makes elements of text", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
  const makers = files.filter((name) => /dompurify|markdown-it/.test(readFileSync(join("src", name), "utf8")));
  expect(makers).toEqual([join("copilot", "markdown.ts")]);
});
