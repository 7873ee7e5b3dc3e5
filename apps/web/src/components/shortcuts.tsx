import { Button, Group, Modal, Stack, Switch, Text } from '@mantine/core';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';

export interface Shortcut {
  /** One key (`a`), a sequence (`g m`) or `Ctrl+Enter`. */
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
}
interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}
interface Registry {
  readonly groups: Map<symbol, ShortcutGroup>;
  openHelp: () => void;
}

const settingKey = 'landfall-shortcuts';
/** Longest pause inside a sequence such as `g m`, in milliseconds. */
const sequencePause = 1200;

const RegistryContext = createContext<Registry | null>(null);

/** True where a key belongs to what has the focus: a field, an open list, a dialog. */
function keyIsTaken(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"], [role="listbox"]') !==
    null
  );
}

function pressedKey(event: KeyboardEvent): string | null {
  if (event.altKey || event.metaKey) return null;
  if (event.ctrlKey) return event.key === 'Enter' ? 'Ctrl+Enter' : null;
  return event.key;
}

function findShortcut(groups: Iterable<ShortcutGroup>, pressed: string): Shortcut | undefined {
  // The page registered last wins over the application.
  for (const group of [...groups].toReversed()) {
    const found = group.shortcuts.find((shortcut) => shortcut.keys === pressed);
    if (found !== undefined) return found;
  }
  return undefined;
}

function useKeyListener(registry: Registry, enabled: boolean): void {
  const pending = useRef<{ key: string; at: number } | null>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const key = pressedKey(event);
      if (key === null || keyIsTaken(event.target) || document.querySelector('[role="dialog"]') !== null)
        return;
      if (!enabled && key !== 'Ctrl+Enter') return;
      const first = pending.current;
      // When the keys were pressed counts, not when a busy page comes to read them.
      const isSoon = first !== null && event.timeStamp - first.at < sequencePause;
      const sequence = isSoon ? `${first.key} ${key}` : key;
      pending.current = key === 'g' ? { key, at: event.timeStamp } : null;
      const shortcut = findShortcut(registry.groups.values(), sequence);
      if (shortcut === undefined) return;
      event.preventDefault();
      shortcut.run();
    };
    globalThis.addEventListener('keydown', onKey);
    return () => globalThis.removeEventListener('keydown', onKey);
  }, [registry, enabled]);
}

function readEnabled(): boolean {
  return localStorage.getItem(settingKey) !== 'off';
}

/** Listens for shortcuts of all mounted pages and shows the list of keys; single keys can be switched off. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const [enabled, setEnabled] = useState(readEnabled);
  const [help, setHelp] = useState<ShortcutGroup[] | null>(null);
  const registry = useMemo<Registry>(() => {
    const groups = new Map<symbol, ShortcutGroup>();
    return { groups, openHelp: () => setHelp([...groups.values()]) };
  }, []);
  useKeyListener(registry, enabled);
  const change = (on: boolean) => {
    localStorage.setItem(settingKey, on ? 'on' : 'off');
    setEnabled(on);
  };
  return (
    <RegistryContext value={registry}>
      {children}
      <ShortcutHelp groups={help} enabled={enabled} onChange={change} onClose={() => setHelp(null)} />
    </RegistryContext>
  );
}

function useRegistry(): Registry {
  const registry = useContext(RegistryContext);
  if (registry === null) throw new Error('Shortcuts need a ShortcutsProvider above them');
  return registry;
}

export function useShortcutHelp(): () => void {
  return useRegistry().openHelp;
}

/** Offers shortcuts while the calling component is mounted. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const { groups } = useRegistry();
  const id = useRef(Symbol(title));
  useEffect(() => {
    groups.set(id.current, { title, shortcuts });
  });
  useEffect(() => {
    const own = id.current;
    return () => void groups.delete(own);
  }, [groups]);
}

function Keys({ keys }: { keys: string }) {
  return (
    <Group gap={4} wrap="nowrap">
      {keys.split(/[ +]/).map((key, index) => (
        <span key={`${key} ${index}`} className="kbd">
          {key}
        </span>
      ))}
    </Group>
  );
}

function ShortcutHelp(props: {
  groups: readonly ShortcutGroup[] | null;
  enabled: boolean;
  onChange: (enabled: boolean) => void;
  onClose: () => void;
}) {
  const { groups, enabled, onChange, onClose } = props;
  return (
    <Modal opened={groups !== null} onClose={onClose} title="Keyboard shortcuts" size="lg">
      <Stack gap="md">
        <Switch
          label="Single-key shortcuts"
          description="Turn them off when you use speech input or keys get pressed by accident."
          checked={enabled}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        {groups?.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <Text fw={650} mb={6}>
              {group.title}
            </Text>
            <table className="plain">
              <tbody>
                {group.shortcuts.map((shortcut) => (
                  <tr key={shortcut.keys}>
                    <th scope="row" style={{ width: 140, borderBottom: '1px solid var(--landfall-line)' }}>
                      <Keys keys={shortcut.keys} />
                    </th>
                    <td>{shortcut.label}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
        <Group justify="flex-end">
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
