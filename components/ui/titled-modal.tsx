import { Modal, type ModalProps, Text } from "@mantine/core";

interface TitledModalProps extends Pick<ModalProps, "size" | "children"> {
  title: string;
  opened?: boolean;
  onClose: () => void;
}

/** A dialog with a name and a way out. */
export function TitledModal({ title, opened = true, ...rest }: TitledModalProps) {
  return <Modal opened={opened} title={<Text fw={650}>{title}</Text>} closeButtonProps={{ "aria-label": "Close" }} {...rest} />;
}
