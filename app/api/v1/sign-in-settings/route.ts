import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/people/operations";
import { publicOrigin, readSignInSettings } from "@/lib/access/service";

export const GET = defineRoute(operations.readSignInSettings, async ({ request }) =>
  readSignInSettings(publicOrigin(request.headers)),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readSignInSettings);
