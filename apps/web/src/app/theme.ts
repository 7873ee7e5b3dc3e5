import {
  Alert,
  type CSSVariablesResolver,
  createTheme,
  Modal,
  Notification,
  Popover,
  Select,
  Tooltip,
} from '@mantine/core';

/** Popups open inside a landmark, so that assistive technology finds them. */
export const portalTarget = '#portals';

export const theme = createTheme({
  primaryColor: 'indigo',
  // Lighter shades of the primary colour fall under 4.5:1 with white text.
  primaryShade: { light: 8, dark: 8 },
  fontFamily:
    'Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", Arial, "Liberation Sans", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Every field is needed unless its description says that it is optional.
    InputWrapper: { defaultProps: { withAsterisk: false } },
    Portal: { defaultProps: { target: portalTarget } },
    Modal: Modal.extend({ defaultProps: { portalProps: { target: portalTarget }, centered: true } }),
    ModalHeader: { defaultProps: { component: 'div' } },
    ModalCloseButton: { defaultProps: { 'aria-label': 'Close' } },
    DrawerHeader: { defaultProps: { component: 'div' } },
    DrawerCloseButton: { defaultProps: { 'aria-label': 'Close' } },
    Drawer: { defaultProps: { portalProps: { target: portalTarget } } },
    Popover: Popover.extend({ defaultProps: { portalProps: { target: portalTarget } } }),
    Menu: { defaultProps: { portalProps: { target: portalTarget } } },
    Tooltip: Tooltip.extend({
      defaultProps: { portalProps: { target: portalTarget }, withArrow: true, openDelay: 300 },
    }),
    Select: Select.extend({
      defaultProps: {
        withScrollArea: false,
        openOnFocus: false,
        comboboxProps: { portalProps: { target: portalTarget } },
      },
      styles: { options: { maxHeight: 280, overflowY: 'auto' } },
    }),
    Alert: Alert.extend({
      styles: {
        title: { color: 'var(--mantine-color-text)' },
        message: { color: 'var(--mantine-color-text)' },
      },
    }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' }, withBorder: true },
    }),
  },
});

/** Colours that Mantine's defaults leave under the contrast of WCAG 2.2 AA. */
export const cssVariables: CSSVariablesResolver = (base) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': base.colors.gray[7],
    '--mantine-color-placeholder': base.colors.gray[7],
    '--mantine-color-indigo-light-color': base.colors.indigo[9],
    '--mantine-color-error': base.colors.red[9],
    '--landfall-surface': '#ffffff',
    '--landfall-raised': base.colors.gray[0],
    '--landfall-line': base.colors.gray[3],
    '--landfall-good': '#0b7a4b',
    '--landfall-warn': '#8a5200',
    '--landfall-bad': '#b02525',
    '--landfall-info': base.colors.indigo[8],
    '--landfall-active-row': base.colors.indigo[0],
  },
  dark: {
    '--mantine-color-dimmed': base.colors.dark[0],
    '--mantine-color-placeholder': base.colors.dark[1],
    '--mantine-color-indigo-light-color': base.colors.indigo[1],
    '--mantine-color-anchor': base.colors.indigo[2],
    '--mantine-color-error': base.colors.red[3],
    '--landfall-surface': base.colors.dark[7],
    '--landfall-raised': base.colors.dark[6],
    '--landfall-line': base.colors.dark[4],
    '--landfall-good': '#63dca0',
    '--landfall-warn': '#ffc266',
    '--landfall-bad': '#ff9b9b',
    '--landfall-info': base.colors.indigo[2],
    '--landfall-active-row': '#232b4d',
  },
});
