import { Alert, List } from "@mantine/core";
import type { Fault } from "./fault";

interface FormProblemProps {
  /** Why it was not taken; null while there is nothing to say. */
  message: string | null;
  /** Listed when there are several. */
  faults?: readonly Fault[];
}

/** Why a form was not taken, said where its reader is. */
export function FormProblem({ message, faults = [] }: FormProblemProps) {
  if (message === null) return null;
  return (
    <Alert role="alert" color="red" variant="outline" c="var(--mantine-color-text)">
      {faults.length > 1 ? (
        <List size="sm">
          {faults.map(({ pointer, detail }) => (
            <List.Item key={`${pointer} ${detail}`}>
              {pointer.replace(/^\//, "").replaceAll("/", " ")}: {detail}
            </List.Item>
          ))}
        </List>
      ) : (
        message
      )}
    </Alert>
  );
}
