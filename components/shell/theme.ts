import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** Deep green-blue; shade 8 carries white text at 5.5:1, shade 3 reads on dark at more than 7:1. */
const warden: MantineColorsTuple = [
  "#e7f8f6",
  "#cfeeea",
  "#a0dcd4",
  "#6ecabd",
  "#46baa9",
  "#2cac9b",
  "#169c8a",
  "#0d8778",
  "#07756a",
  "#005e55",
];

export const theme = createTheme({
  colors: { warden },
  primaryColor: "warden",
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: "md",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: "650" },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    // A dialog's heading is no banner of the page.
    Modal: { defaultProps: { attributes: { header: { role: "presentation" } } } },
  },
});

/** Greys and reds of the defaults are too faint for small text (WCAG 1.4.3); these are not. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5c6470",
    "--mantine-color-placeholder": "#6b7280",
    "--mantine-color-error": "#c0262d",
    "--mantine-color-anchor": "#07675d",
    "--mantine-color-body": "#ffffff",
    "--cw-canvas": "#f6f8f9",
    "--cw-card": "#ffffff",
    "--cw-line": "#e1e6ea",
    "--cw-rise": "#b42318",
    "--cw-fall": "#07675d",
    "--cw-warn": "#8a4b00",
    "--cw-warn-fill": "#fff4e0",
  },
  dark: {
    "--mantine-color-dimmed": "#a7b0ba",
    "--mantine-color-placeholder": "#939ca6",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-anchor": "#6ecabd",
    "--mantine-color-body": "#14181c",
    "--cw-canvas": "#0f1215",
    "--cw-card": "#171b20",
    "--cw-line": "#2b3138",
    "--cw-rise": "#ff9b90",
    "--cw-fall": "#6ecabd",
    "--cw-warn": "#ffc266",
    "--cw-warn-fill": "#33270f",
  },
});
