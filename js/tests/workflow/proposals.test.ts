// What is proposed in one panel is heard in another.
import { expect, test } from "vitest";
import { hearProposals, propose } from "../../src/workflow/proposals";

const diff = (id: string) => ({ removed_blocks: [id] }) as never;

test("a panel hears what is proposed for its workflow, also what was proposed before, until it closes", () => {
  const heard: unknown[] = [];
  propose("w", diff("a"));
  const end = hearProposals("w", (now) => heard.push(now));
  propose("other", diff("b"));
  propose("w", null);
  propose("w", null);
  end();
  propose("w", diff("c"));
  expect(heard).toEqual([diff("a"), null]);
});
