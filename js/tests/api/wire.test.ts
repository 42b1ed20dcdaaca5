// An error's words, in whichever shape it comes.
import { expect, test } from "vitest";
import { toError } from "../../src/api/wire";

test.each([
  [{ error: "It is gone.", code: "not_found" }, "It is gone."],
  [{ message: "Not here." }, "Not here."],
  [
    { detail: [{ loc: ["body", "model_name"], msg: "There is no model x.", type: "bad_request" }] },
    "There is no model x.",
  ],
  [{ detail: "The session is gone." }, "The session is gone."],
  [{ detail: [] }, "The request failed (422)."],
  [null, "The request failed (422)."],
])("%j is told as %s", (body, words) => {
  expect(toError(422, body).message).toBe(words);
});
