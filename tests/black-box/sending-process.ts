/** A process that only sends what lies in the outbox of its DATABASE_URL, until it is killed. */
import { startDeliveries } from "@/lib/deliveries/service";

await startDeliveries();
process.stdout.write("sending\n");
