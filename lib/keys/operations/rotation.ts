import { defineOperation } from "@/lib/platform/http/operation";
import { closing, providerKey, successor } from "../contract";
import { byId, editing, idempotent, tag } from "./common";

export const startRotation = defineOperation({
  method: "POST",
  path: "/api/v1/keys/{id}/rotation",
  tag,
  summary: "Start a rotation",
  description: "Started again, it is answered as it is.",
  access: editing,
  params: byId,
  answer: providerKey,
  idempotent,
});

export const cancelRotation = defineOperation({
  method: "DELETE",
  path: "/api/v1/keys/{id}/rotation",
  tag,
  summary: "Give a rotation up",
  description: "Only until the successor is in use.",
  access: editing,
  params: byId,
  answer: providerKey,
  idempotent,
});

export const registerSuccessor = defineOperation({
  method: "PUT",
  path: "/api/v1/keys/{id}/rotation/successor",
  tag,
  summary: "Register the value that takes over",
  description:
    "Both values are valid until the rotation closes: by itself once the new one was seen and the old one silent for `key_silence_minutes`.",
  access: editing,
  params: byId,
  body: successor,
  answer: providerKey,
  idempotent,
});

export const closeRotation = defineOperation({
  method: "POST",
  path: "/api/v1/keys/{id}/rotation/closing",
  tag,
  summary: "Close a rotation by hand",
  access: editing,
  params: byId,
  body: closing,
  answer: providerKey,
  idempotent,
});
