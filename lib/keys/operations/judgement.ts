import { z } from "zod";
import { defineOperation } from "@/lib/platform/http/operation";
import { acceptance, compromise, keyFinding, providerKey } from "../contract";
import { byId, editing, idempotent, tag } from "./common";

export const markCompromised = defineOperation({
  method: "POST",
  path: "/api/v1/keys/{id}/compromise",
  tag,
  summary: "Mark a key compromised",
  description:
    "Opens a critical finding and denies our own decisions for its values. Calls to the provider are not stopped by that: revoke the key at `revocation_url`. `stops` is empty where no stop could be made.",
  access: editing,
  params: byId,
  body: compromise,
  answer: z.object({ key: providerKey, stops: z.array(z.string()), revocation_url: z.string().nullable() }),
  idempotent,
});

export const withdrawCompromise = defineOperation({
  method: "DELETE",
  path: "/api/v1/keys/{id}/compromise",
  tag,
  summary: "Take the mark back: a false alarm",
  description: "Stops stay until they are lifted.",
  access: editing,
  params: byId,
  answer: providerKey,
  idempotent,
});

export const acceptFinding = defineOperation({
  method: "PUT",
  path: "/api/v1/keys/findings/{id}/acceptance",
  tag,
  summary: "Accept a finding until a date",
  access: editing,
  params: byId,
  body: acceptance,
  answer: keyFinding,
  idempotent,
});

export const withdrawAcceptance = defineOperation({
  method: "DELETE",
  path: "/api/v1/keys/findings/{id}/acceptance",
  tag,
  summary: "No longer accept a finding",
  access: editing,
  params: byId,
  answer: keyFinding,
  idempotent,
});
