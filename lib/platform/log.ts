import pino from "pino";
import { settings } from "./settings";
import { singleton } from "./singleton";

/** The process's logger: JSON lines on stderr. Anything that may carry a secret is masked by name. */
export function log(): pino.Logger {
  return singleton("log", () =>
    pino(
      {
        level: settings().COSTWARDEN_LOG_LEVEL,
        redact: {
          paths: ["*.password", "*.token", "*.secret", "*.authorization", "req.headers.authorization", "req.headers.cookie"],
          censor: "[redacted]",
        },
      },
      pino.destination({ dest: 2, sync: true }),
    ),
  );
}
