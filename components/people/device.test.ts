import { expect, test } from "vitest";
import { deviceOf } from "./device";

test("a session's device is named by its browser and system", () => {
  expect(deviceOf("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Firefox on Windows");
  expect(
    deviceOf(
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36 Edg/150.0",
    ),
  ).toBe("Edge on macOS");
  expect(deviceOf("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1")).toBe(
    "Safari on iOS",
  );
  expect(deviceOf("curl/8.5.0")).toBe("curl/8.5.0");
  expect(deviceOf(null)).toBe("Unknown device");
});
