import { Button, Group, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { FlowCommand } from '../api/entities.ts';
import type { GivenCommand } from '../texts/flow-words.ts';
import { flowCommandLabel } from '../texts/vocabulary.ts';
import type { CommandedFlow } from './command-dialog.tsx';
import { useFlowDialogs } from './flow-dialogs.tsx';

/** A flow with the commands the server allows this person now. */
export type OfferedFlow = CommandedFlow & { readonly allowed_commands: readonly FlowCommand[] };

type Offered = GivenCommand | 'delete';
const order: readonly Offered[] = ['resume', 'retry', 'restart', 'pause', 'cancel', 'delete'];
/** Commands that bring a flow on; the others wait in a menu where room is short. */
const forward: readonly Offered[] = ['resume', 'retry'];

function offersOf(flow: OfferedFlow): Offered[] {
  return order.filter((command) => flow.allowed_commands.includes(command));
}

/** Buttons for exactly the commands the server allows now. */
export function FlowCommands({ flow, children }: { flow: OfferedFlow; children?: ReactNode }) {
  const { open } = useFlowDialogs();
  return (
    <Group gap="xs">
      {children}
      {offersOf(flow).map((command) => (
        <Button
          key={command}
          size="sm"
          variant={forward.includes(command) ? 'filled' : 'default'}
          onClick={() => open({ command, flow })}
        >
          {flowCommandLabel[command]}
        </Button>
      ))}
    </Group>
  );
}

/** The same commands where room is short: what brings the flow on as a button, the rest in a menu. */
export function QuickActions({ flow }: { flow: OfferedFlow }) {
  const { open, menu, setMenu } = useFlowDialogs();
  const { pathname } = useLocation();
  // A menu belongs to the page it was opened on, wherever on it the card stands.
  const ownMenu = `${pathname} ${flow.flow_id}`;
  const offers = offersOf(flow);
  const rest = offers.filter((command) => !forward.includes(command));
  return (
    <>
      {offers
        .filter((command) => forward.includes(command))
        .map((command) => (
          <Button key={command} size="xs" onClick={() => open({ command, flow })}>
            {flowCommandLabel[command]}
          </Button>
        ))}
      {rest.length > 0 && (
        <Menu
          position="bottom-start"
          withInitialFocusPlaceholder={false}
          opened={menu === ownMenu}
          onChange={(opened) => setMenu(opened ? ownMenu : null)}
        >
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              rightSection={<IconChevronDown size={14} aria-hidden="true" />}
              aria-label={`More for ${flow.flow_name}`}
            >
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((command) => (
              <Menu.Item key={command} onClick={() => open({ command, flow })}>
                {flowCommandLabel[command]}…
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}
