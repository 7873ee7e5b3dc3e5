import {
  IconAdjustments,
  IconApps,
  IconChecklist,
  IconDatabaseImport,
  IconGauge,
  IconLayoutDashboard,
  IconListDetails,
  IconRoute,
  IconScale,
  IconServer2,
  IconShieldCheck,
  IconSparkles,
  IconStethoscope,
  IconTopologyStar3,
  IconUsers,
  IconWand,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { incompleteFlowsQuery } from '../api/flows.ts';
import { useRights } from '../api/use-rights.ts';
import { AppLink } from '../components/app-link.tsx';

const entries = [
  { href: '/', label: 'Overview', Icon: IconLayoutDashboard },
  { href: '/discovery/overview', label: 'Discovery', Icon: IconGauge },
  { href: '/discovery/data-import', label: 'Data import', Icon: IconDatabaseImport },
  { href: '/discovery/data-validation', label: 'Data validation', Icon: IconChecklist },
  { href: '/discovery/attribute-mapping', label: 'Attribute mapping', Icon: IconWand },
  { href: '/discovery/data-cleansing', label: 'Data cleansing', Icon: IconShieldCheck },
  { href: '/discovery/enrichment', label: 'Enrichment', Icon: IconSparkles },
  { href: '/discovery/inventory', label: 'Inventory', Icon: IconServer2 },
  { href: '/discovery/dependencies', label: 'Dependencies', Icon: IconTopologyStar3 },
  { href: '/applications', label: 'Applications', Icon: IconApps },
  { href: '/flows', label: 'Flows', Icon: IconRoute },
] as const;

/** Entries of people with a right of their own; for others they are not there. */
const restricted = [
  { href: '/admin/sources', label: 'Sources', Icon: IconScale, right: 'engagement.settings' },
  { href: '/admin/check-limits', label: 'Check limits', Icon: IconAdjustments, right: 'engagement.settings' },
  { href: '/admin/users', label: 'People', Icon: IconUsers, right: 'user.manage' },
  { href: '/admin/audit', label: 'Audit log', Icon: IconListDetails, right: 'audit.read' },
  { href: '/admin/doctor', label: 'Doctor', Icon: IconStethoscope, right: 'platform.operate' },
] as const;

function isOpen(pathname: string, href: string): boolean {
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
}

export function Navigation({ onFollow }: { onFollow: () => void }) {
  const { pathname } = useLocation();
  const incomplete = useQuery(incompleteFlowsQuery);
  const may = useRights();
  const shown = [...entries, ...restricted.filter((entry) => may(entry.right))];
  const waiting = incomplete.data?.filter((flow) => flow.status === 'waiting_for_approval').length ?? 0;
  return (
    <ul className="app-nav" style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 2 }}>
      {shown.map(({ href, label, Icon }) => {
        const open = isOpen(pathname, href);
        return (
          <li key={href}>
            <AppLink
              href={href}
              onClick={onFollow}
              data-status={open ? 'active' : undefined}
              aria-current={open ? 'page' : undefined}
            >
              <Icon size={18} stroke={1.7} aria-hidden="true" />
              {label}
              {href === '/' && waiting > 0 && (
                <span className="count">
                  {waiting}
                  <span className="visually-hidden"> waiting for a decision</span>
                </span>
              )}
            </AppLink>
          </li>
        );
      })}
    </ul>
  );
}
