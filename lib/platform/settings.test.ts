import { describe, expect, it } from "vitest";
import { parseSettings, SettingsError } from "./settings";

const message = (source: Record<string, string>) => {
  try {
    parseSettings(source);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  return null;
};

describe("settings", () => {
  it.each([
    ["PORT", "abc", 'PORT is "abc", but must be a whole number from 0 to 65535.'],
    ["PORT", "70000", 'PORT is "70000", but must be a whole number from 0 to 65535.'],
    ["PORT", "0x10", 'PORT is "0x10", but must be a whole number from 0 to 65535.'],
    ["PORT", "4100.5", 'PORT is "4100.5", but must be a whole number from 0 to 65535.'],
    ["PORT", " ", 'PORT is " ", but must be a whole number from 0 to 65535.'],
    ["COSTWARDEN_PAST_DAYS", "-1", 'COSTWARDEN_PAST_DAYS is "-1", but must be a whole number from 1 to 3650.'],
    ["COSTWARDEN_FUTURE_MINUTES", "1e3", 'COSTWARDEN_FUTURE_MINUTES is "1e3", but must be a whole number from 0 to 1440.'],
    ["COSTWARDEN_RETENTION_DAYS", "0", 'COSTWARDEN_RETENTION_DAYS is "0", but must be a whole number from 1 to 36500.'],
    ["COSTWARDEN_DATABASE_POOL", "1", 'COSTWARDEN_DATABASE_POOL is "1", but must be a whole number from 2 to 200.'],
    [
      "COSTWARDEN_INGEST_QUEUE_EVENTS",
      "many",
      'COSTWARDEN_INGEST_QUEUE_EVENTS is "many", but must be a whole number from 100 to 1000000.',
    ],
    ["COSTWARDEN_ADMIN_EMAIL", "ada", 'COSTWARDEN_ADMIN_EMAIL is "ada", but must be an e-mail address, such as ada@example.com.'],
    ["COSTWARDEN_TIMEZONE", "Mars", 'COSTWARDEN_TIMEZONE is "Mars", but must be an IANA time zone, such as Europe/Berlin.'],
    [
      "COSTWARDEN_PUBLIC_URL",
      "javascript:alert(1)",
      'COSTWARDEN_PUBLIC_URL is "javascript:alert(1)", but must be a URL that begins with http:// or https://.',
    ],
    ["COSTWARDEN_WITHOUT_CONSOLE", "maybe", 'COSTWARDEN_WITHOUT_CONSOLE is "maybe", but must be true or false.'],
    [
      "COSTWARDEN_LOG_LEVEL",
      "loud",
      'COSTWARDEN_LOG_LEVEL is "loud", but must be one of fatal, error, warn, info, debug, trace, silent.',
    ],
  ])("says of %s=%s what it is and what it must be", (name, value, sentence) => {
    expect(message({ [name]: value })).toBe(sentence);
  });

  it.each([
    ["DATABASE_URL", "mysql://ada:hunter2@db/costs", "DATABASE_URL must begin with postgres:// or postgresql://."],
    ["COSTWARDEN_SECRET", "short", "COSTWARDEN_SECRET must have 16 characters or more."],
    ["COSTWARDEN_ADMIN_PASSWORD", "hunter2", "COSTWARDEN_ADMIN_PASSWORD must have 8 characters or more."],
    ["COSTWARDEN_BOOTSTRAP_TOKEN", "cw_short", "COSTWARDEN_BOOTSTRAP_TOKEN must begin with cw_ and have 32 characters or more."],
  ])("does not print the value of %s", (name, value, sentence) => {
    expect(message({ [name]: value })).toBe(sentence);
  });

  it("names every fault in one sentence", () => {
    expect(message({ PORT: "abc", COSTWARDEN_LOG_LEVEL: "loud" })).toMatch(
      /^PORT is "abc".*; COSTWARDEN_LOG_LEVEL is "loud".*\.$/,
    );
  });

  it("takes what is absent or empty as its default", () => {
    expect(parseSettings({ PORT: "", COSTWARDEN_PUBLIC_URL: "https://costs.example.com" })).toMatchObject({
      PORT: 4100,
      COSTWARDEN_RETENTION_DAYS: 400,
      COSTWARDEN_WITHOUT_CONSOLE: false,
    });
    expect(parseSettings({ PORT: "0", COSTWARDEN_WITHOUT_CONSOLE: "1" })).toMatchObject({
      PORT: 0,
      COSTWARDEN_WITHOUT_CONSOLE: true,
    });
  });
});
