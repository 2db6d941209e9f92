import { expect, it } from "vitest";
import { CopyText } from "./copy-text";

it("writes rows of tab-separated values whatever characters and lengths they have", () => {
  const long = "x".repeat(500);
  const copy = new CopyText(1);
  copy.text("plain");
  copy.text(null);
  copy.text("back\\slash");
  copy.text(`${long}\\`);
  copy.text("Größe 京 🙂");
  copy.endRow();
  copy.text("");
  copy.number(-12.5);
  copy.number(null);
  copy.flag(true);
  copy.flag(false);
  copy.flag(null);
  copy.endRow();
  expect(copy.take().toString("utf8")).toBe(
    `plain\t\u0002\tback\\\\slash\t${long}\\\\\tGröße 京 🙂\n\t-12.5\t\u0002\tt\tf\t\u0002\n`,
  );
});
