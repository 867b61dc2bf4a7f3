import { expect, test } from "vitest";
import none from "./none.js";

test("has nothing to apply, so that a batch is gathered as without it", () => expect(none.create({})).toEqual({}));
