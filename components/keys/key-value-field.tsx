"use client";

import { PasswordInput, Text } from "@mantine/core";
import { useState } from "react";
import { type HashedKey, hashKey } from "./hash-key";

interface KeyValueFieldProps {
  label: string;
  hashed: HashedKey | null;
  error?: string | undefined;
  onHashed: (hashed: HashedKey | null) => void;
}

const DIGEST = /^[0-9a-f]{64}$/i;

/** Takes a key, makes its digest here, and lets go of it: only the digest and the last four leave the browser. */
export function KeyValueField({ label, hashed, error, onHashed }: KeyValueFieldProps) {
  const [text, setText] = useState("");
  const take = async () => {
    const given = text.trim();
    if (given === "") return;
    setText("");
    onHashed(DIGEST.test(given) ? { fingerprint: given.toLowerCase(), last4: "", provider: null } : await hashKey(given));
  };
  return (
    <>
      <PasswordInput
        label={label}
        description="Hashed in this browser as soon as you leave the field; the value is not sent and not kept. Its SHA-256 in hex is taken too."
        value={text}
        error={error}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => void take()}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          void take();
        }}
        visibilityToggleButtonProps={{ "aria-label": "Show what is typed" }}
      />
      <Text size="sm" role="status" className="wrap-anywhere">
        {hashed
          ? `SHA-256 ${hashed.fingerprint.slice(0, 16)}…${hashed.last4 ? `, ends in ${hashed.last4}` : ""}${hashed.provider ? `; looks like ${hashed.provider}` : ""}`
          : ""}
      </Text>
    </>
  );
}
